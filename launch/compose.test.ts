import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { envSchema, readEnv } from "@/lib/env";
import { allLanes } from "@/lib/queue/lanes";

const root = resolve(import.meta.dirname, "..");
const compose = readFileSync(join(root, "docker-compose.yml"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "ghostquant-compose-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
cpSync(join(root, "docker-compose.yml"), join(folder, "docker-compose.yml"));
cpSync(join(root, "deploy/prepare.sh"), join(folder, "deploy/prepare.sh"));
const prepare = () => execFileSync("sh", ["deploy/prepare.sh", "quant.example.com"], { cwd: folder });
prepare();
const secret = (name: string) => readFileSync(join(folder, "deploy/secrets", name), "utf8").trim();

/** `docker compose`, or Debian's older `docker-compose`; null where there is neither. */
const engine = [["docker", "compose"], ["docker-compose"]].find(
  ([program = "", ...args]) => spawnSync(program, [...args, "version"], { stdio: "ignore" }).status === 0,
);

describe.runIf(engine !== undefined)("docker-compose.yml, as compose reads it", () => {
  const [program = "", ...args] = engine ?? [];
  const text = execFileSync(program, [...args, "--profile", "simulated", "config"], { cwd: folder, encoding: "utf8" });

  test("is a configuration without a mistake", () => {
    for (const service of ["proxy", "web", "stream", "migrate", "market", "postgres", "redis"]) {
      expect(text).toMatch(new RegExp(`^  ${service}:$`, "mu"));
    }
  });

  test("holds no secret, only the files they are in", () => {
    for (const name of ["postgres_password", "redis_url", "secrets_key", "owner_password"]) {
      expect(secret(name).length).toBeGreaterThan(32);
      expect(text).not.toContain(secret(name));
    }
  });
});

describe("what production runs", () => {
  /** The text of one service, down to the next one. */
  const service = (name: string) => new RegExp(`^  ${name}:\\n((?: {3,}.*\\n|\\n)*)`, "mu").exec(compose)?.[1] ?? "";

  test("every lane has a worker, but trading, which has no job yet", () => {
    const served = [...compose.matchAll(/--lanes=([\w,-]+)/gu)].flatMap(([, lanes = ""]) => lanes.split(","));
    expect(served.toSorted()).toEqual(allLanes.filter((lane) => lane !== "trading").toSorted());
  });

  test("every variable is one that is read", () => {
    const app = compose.slice(compose.indexOf("&environment"), compose.indexOf("&secrets"));
    const names = [...app.matchAll(/^ {4}([A-Z_]+):/gmu)].map(([, name = ""]) => name.replace(/_FILE$/u, ""));
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !(name in envSchema.shape))).toEqual([]);
  });

  test("our processes may write nowhere, gain nothing, and have a limit and a check", () => {
    const app = compose.slice(compose.indexOf("x-app:"), compose.indexOf("x-worker:"));
    for (const line of ['user: "1000:1000"', "read_only: true", "cap_drop: [ALL]", "no-new-privileges:true"]) {
      expect(app).toContain(line);
    }
    for (const name of [
      "web",
      "stream",
      "worker-market-data",
      "worker-compute",
      "worker-delivery",
      "worker-research",
    ]) {
      expect(service(name), name).toMatch(/limits: \{ cpus: .*, memory: /u);
      expect(service(name), name).toMatch(/healthcheck:|<<: \*worker/u);
    }
    for (const name of ["postgres", "redis", "proxy"]) expect(service(name), name).toContain("healthcheck:");
  });

  test("only the proxy is reached from outside", () => {
    expect(compose.match(/^ {4}ports:/gmu)).toHaveLength(1);
    expect(service("proxy")).toContain("ports:");
  });
});

describe("deploy/prepare.sh", () => {
  test("makes secrets that the processes take, in a folder that is closed to others", () => {
    const files = Object.fromEntries(
      ["DATABASE_URL", "REDIS_URL", "SECRETS_KEY", "OWNER_PASSWORD", "SMTP_PASS"].map((name) => [
        `${name}_FILE`,
        join(folder, "deploy/secrets", name.toLowerCase()),
      ]),
    );
    expect(readEnv(files)).toMatchObject({
      DATABASE_URL: `postgresql://ghostquant:${secret("postgres_password")}@postgres:5432/ghostquant`,
      SECRETS_KEY: secret("secrets_key"),
    });
    expect(readEnv(files).SMTP_PASS).toBeUndefined();
    expect(secret("redis_url")).toBe(`redis://:${secret("redis_auth").replace("requirepass ", "")}@redis:6379`);
    expect(statSync(join(folder, "deploy/secrets")).mode & 0o077).toBe(0);
  });

  test("has a file for every secret that compose mounts", () => {
    const mounted = [...compose.matchAll(/file: deploy\/secrets\/([\w.]+)/gu)].map(([, name]) => name);
    expect(readdirSync(join(folder, "deploy/secrets"))).toEqual(expect.arrayContaining(mounted));
  });

  test("run again, it changes nothing", () => {
    const before = readdirSync(join(folder, "deploy/secrets")).map((name) => secret(name));
    prepare();
    expect(readdirSync(join(folder, "deploy/secrets")).map((name) => secret(name))).toEqual(before);
  });
});
