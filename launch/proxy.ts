import { execFile } from "node:child_process";
import { chmodSync, chownSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { startNative, untilReady } from "./native-server";
import { canInstallPackages, findProgram, installPackages } from "./programs.mjs";
import type { Unit } from "./supervisor";
import { answersAt, lifeOf } from "./units";
import { openShelter, shelterOf, unprivilegedUser } from "./unprivileged";

const run = promisify(execFile);
const TEMPLATE = "deploy/nginx.conf.template";

export interface ProxyOptions {
  root: string;
  /** Names the place outside of closed home directories where nginx keeps its few files. */
  directory: string;
  logFile: string;
  httpPort: number;
  httpsPort: number;
  webPorts: readonly number[];
  certificate: string;
  key: string;
  say: (words: string) => void;
}

/** The template of production with our own words in the places of `${GQ_…}`, as the nginx image does it. */
export function fillTemplate(template: string, words: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\$\{(GQ_[A-Z_]+)\}/gu, (_, name: string) => {
    const word = words[name];
    if (word === undefined) throw new Error(`${TEMPLATE} asks for ${name}, which nobody fills in.`);
    return word;
  });
}

/** nginx in front of the web copies, not as root, from the very template that production uses. */
export function proxyUnit(options: ProxyOptions): Unit {
  const { logFile, httpPort } = options;
  return {
    name: "proxy",
    async start(signal) {
      const binary = await findOrInstallNginx(options.say);
      const home = writeHome(options);
      const user = unprivilegedUser();
      const args = ["-e", "stderr", "-p", home, "-c", join(home, "nginx.conf")];
      // nginx says what is wrong with its configuration only when asked.
      await run(binary, [...args, "-t"], { ...user, cwd: "/" });
      const native = startNative({
        binary,
        args: [...args, "-g", "daemon off;"],
        logFile,
        // Not the graceful SIGQUIT: that waits for every open socket.
        stopSignal: "SIGTERM",
        ...(user && { user }),
      });
      try {
        await untilReady(native, logFile, 15_000, answersAt(`http://127.0.0.1:${httpPort}/proxy-health`)(), signal);
      } catch (error) {
        await native.stop();
        throw error;
      }
      return lifeOf(native, logFile);
    },
  };
}

/** The configuration, and copies of certificate and key that a user without rights may read. */
function writeHome(options: ProxyOptions): string {
  const shelter = shelterOf(options.directory);
  openShelter(shelter);
  const home = join(shelter, "proxy");
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { mode: 0o700 });
  const words = {
    GQ_TMP: home,
    GQ_ACCESS_LOG: join(home, "access.log"),
    GQ_HTTP_PORT: `127.0.0.1:${options.httpPort}`,
    GQ_HTTPS_PORT: `127.0.0.1:${options.httpsPort}`,
    GQ_PUBLIC_PORT: `:${options.httpsPort}`,
    GQ_TLS_CERTIFICATE: join(home, "certificate.pem"),
    GQ_TLS_KEY: join(home, "key.pem"),
    GQ_RESOLVER: "",
    GQ_WEB_SERVERS: options.webPorts.map((port) => `server 127.0.0.1:${port};`).join(" "),
  };
  copyFileSync(options.certificate, words.GQ_TLS_CERTIFICATE);
  copyFileSync(options.key, words.GQ_TLS_KEY);
  const template = readFileSync(join(options.root, TEMPLATE), "utf8");
  writeFileSync(join(home, "nginx.conf"), fillTemplate(template, words));
  const user = unprivilegedUser();
  for (const path of [home, words.GQ_TLS_CERTIFICATE, words.GQ_TLS_KEY]) {
    if (user !== null) chownSync(path, user.uid, user.gid);
    chmodSync(path, path === home ? 0o700 : 0o400);
  }
  return home;
}

async function findOrInstallNginx(say: (words: string) => void): Promise<string> {
  const present = findProgram(["nginx"]);
  if (present !== null) return present;
  if (canInstallPackages()) {
    say("nginx is missing; installing Debian's nginx-light (about 2 MB) …");
    await installPackages(["nginx-light"], say);
  }
  const installed = findProgram(["nginx"]);
  if (installed === null) throw new Error("The cluster needs nginx and found none: sudo apt-get install nginx-light");
  return installed;
}
