import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What the newcomer's machine has: nothing of ours, not even npm's cache. */
export interface FreshHome {
  readonly home: string;
  readonly clone: string;
  readonly commit: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What a shell has anyway, and how this machine reaches the network: npm's own settings are the machine's, not ours. */
const INHERITED = [
  "PATH",
  "LANG",
  "TERM",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
];

export function openFreshHome(): Pick<FreshHome, "home" | "env"> {
  const home = mkdtempSync(join(tmpdir(), "ghostquant-newcomer-"));
  // Postgres runs as `nobody` when we are root, and mkdtemp closes the folder to others.
  chmodSync(home, 0o755);
  mkdirSync(join(home, "tmp"), { mode: 0o777 });
  const { env: given } = process;
  const inherited = Object.fromEntries(
    INHERITED.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  );
  const npmrc = given.HOME === undefined ? "" : join(given.HOME, ".npmrc");
  const registry = existsSync(npmrc) ? { NPM_CONFIG_USERCONFIG: npmrc } : {};
  // Without NODE_ENV, as in a shell; Node's types want it said.
  const env = { ...inherited, ...registry, HOME: home } as unknown as NodeJS.ProcessEnv;
  return { home, env };
}

/** The last commit as everybody would get it: what is not committed is not in it. */
export function cloneInto({ home, env }: Pick<FreshHome, "home" | "env">, root: string): FreshHome {
  const clone = join(home, "ghostquant");
  execFileSync("git", ["clone", "--quiet", "--no-local", root, clone], {
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: clone, encoding: "utf8" }).trim();
  return { home, env, clone, commit };
}

/** The first command that the README tells a newcomer to type. */
export function firstCommand(clone: string): string {
  const [, block = ""] = /```sh\n([\s\S]*?)```/u.exec(readFileSync(join(clone, "README.md"), "utf8")) ?? [];
  const command = (block.split("\n")[0] ?? "").replace(/\s+#.*$/u, "").trim();
  if (command === "") throw new Error("README.md has no command to begin with");
  return command;
}
