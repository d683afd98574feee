import { type ChildProcess, spawn } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Redis } from "ioredis";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { MarketSource } from "@/lib/market/clock";
import { marketDatabaseName, openMarketDatabase } from "./market-database";
import { commandLineOf, type RunningServer } from "./native-server";
import { freePort } from "./ports";
import { startPostgres } from "./postgres";
import { startRedis } from "./redis";

let folder = "";
let words: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ghostquant-servers-"));
  chmodSync(folder, 0o755);
  words = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const options = (name: string) => ({
  directory: join(folder, name),
  logFile: join(folder, `${name}.log`),
  say: (line: string) => void words.push(line),
});

async function query(server: RunningServer, sql: string) {
  const client = new pg.Client({ connectionString: server.url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function inRedis<T>(server: RunningServer, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(server.url);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

const ended = async (pid: number) => {
  for (let tries = 0; tries < 100 && (await commandLineOf(pid)) !== null; tries++) {
    await new Promise((done) => setTimeout(done, 50));
  }
  return (await commandLineOf(pid)) === null;
};

/** Starts both servers in a process of its own, as the launcher does, and resolves with their process numbers. */
async function startElsewhere(): Promise<{ parent: ChildProcess; postgres: number; redis: number }> {
  const script = join(folder, "start.ts");
  const launch = resolve(import.meta.dirname);
  writeFileSync(
    script,
    `import { startPostgres } from "${launch}/postgres.ts";
     import { startRedis } from "${launch}/redis.ts";
     const at = (name: string) => ({ directory: "${folder}/" + name, logFile: "${folder}/" + name + ".log", say: () => {} });
     const run = async () => {
       const postgres = await startPostgres(at("postgres"));
       const redis = await startRedis(at("redis"));
       console.log(JSON.stringify({ postgres: postgres.pid, redis: redis.pid }));
     };
     void run();
     setInterval(() => {}, 1000);`,
  );
  const parent = spawn(process.execPath, ["--import", "tsx", script], {
    cwd: resolve(launch, ".."),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const line = await new Promise<string>((done) => parent.stdout?.once("data", (chunk) => done(String(chunk))));
  return { parent, ...JSON.parse(line) };
}

describe("our own Postgres", () => {
  test("keeps its data and its password through stop and start, on the port that was promised", async () => {
    const first = await startPostgres(options("postgres"));
    await query(first, "create table kept (n int); insert into kept values (42)");
    await first.stop();
    expect(await ended(first.pid)).toBe(true);

    const second = await startPostgres({ ...options("postgres"), port: first.port });
    expect(second.url).toBe(first.url);
    expect(await query(second, "select n from kept")).toEqual([{ n: 42 }]);
    await second.stop();
  });

  test("survives a kill -9: the next start finds everything that was committed", async () => {
    const first = await startPostgres(options("postgres"));
    await query(first, "create table kept (n int); insert into kept values (7)");
    process.kill(first.pid, "SIGKILL");
    await first.exited;
    const second = await startPostgres({ ...options("postgres"), port: await freePort() });
    expect(await query(second, "select n from kept")).toEqual([{ n: 7 }]);
    await second.stop();
  });

  test("listens to the loopback only and to nobody without the password", async () => {
    const server = await startPostgres(options("postgres"));
    const passwordFile = join(folder, "postgres", "password");
    expect(statSync(passwordFile).mode & 0o777).toBe(0o600);
    const wrong = { ...server, url: server.url.replace(readFileSync(passwordFile, "utf8"), "guess") };
    await expect(query(wrong, "select 1")).rejects.toThrow("password authentication failed");
    expect(await query(server, "show listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
    await server.stop();
  });

  test("keeps what one market left behind out of every other market's sight, and finds it again", async () => {
    const server = await startPostgres(options("postgres"));
    const of = async (source: MarketSource, seed: number) => ({
      ...server,
      url: await openMarketDatabase(server.url, marketDatabaseName(source, seed)),
    });
    await query(await of("simulated", 42), "create table volumes (n int); insert into volumes values (42)");
    for (const other of [await of("live", 42), await of("replay", 42), await of("simulated", 43)]) {
      await expect(query(other, "select n from volumes")).rejects.toThrow("does not exist");
    }
    expect(await query(await of("simulated", 42), "select n from volumes")).toEqual([{ n: 42 }]);
    await server.stop();
  });

  test("says what is wrong when the password is lost", async () => {
    const server = await startPostgres(options("postgres"));
    await server.stop();
    rmSync(join(folder, "postgres", "password"));
    await expect(startPostgres(options("postgres"))).rejects.toThrow("password is missing");
  });

  // As root the server runs as `nobody`, who cannot enter a closed home directory.
  test.runIf(process.getuid?.() === 0)(
    "finds a place outside when root keeps the data behind a closed door",
    async () => {
      chmodSync(folder, 0o700);
      const server = await startPostgres(options("postgres"));
      expect(words.join("\n")).toMatch(/its data lives in \/var\/tmp\/ghostquant-/);
      expect(await query(server, "select 1 as one")).toEqual([{ one: 1 }]);
      await server.stop();
      const shelter = /\/var\/tmp\/ghostquant-[0-9a-f]+/.exec(words.join("\n"))?.[0] ?? "";
      rmSync(shelter, { recursive: true, force: true });
    },
  );
});

describe("our own Redis", () => {
  test("keeps its data through stop and start", async () => {
    const first = await startRedis(options("redis"));
    await inRedis(first, (redis) => redis.set("kept", "42"));
    await first.stop();
    const second = await startRedis({ ...options("redis"), port: first.port });
    expect(second.url).toBe(first.url);
    expect(await inRedis(second, (redis) => redis.get("kept"))).toBe("42");
    expect(await inRedis(second, (redis) => redis.config("GET", "maxmemory-policy"))).toContain("noeviction");
    await second.stop();
  });

  test("a Redis that an earlier run left behind is stopped, and its data found", async () => {
    const left = await startRedis(options("redis"));
    await inRedis(left, (redis) => redis.set("kept", "7"));
    const next = await startRedis(options("redis"));
    expect(await ended(left.pid)).toBe(true);
    expect(words).toContain("Stopped a Redis that an earlier run left behind.");
    expect(await inRedis(next, (redis) => redis.get("kept"))).toBe("7");
    await next.stop();
  });

  test("files that a full disk has torn are set aside, and the instance starts", async () => {
    const first = await startRedis(options("redis"));
    await inRedis(first, (redis) => redis.set("kept", "7"));
    await first.stop();
    const kept = join(folder, "redis", "appendonlydir");
    const increment = readdirSync(kept).find((name) => name.endsWith(".incr.aof")) ?? "";
    appendFileSync(join(kept, increment), `torn in the middle\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n`);
    const next = await startRedis({ ...options("redis"), port: first.port });
    expect(next.port).toBe(first.port);
    expect(await inRedis(next, (redis) => redis.get("kept"))).toBeNull();
    expect(words.join(" ")).toContain("is set aside");
    expect(readdirSync(join(folder, "redis", "appendonlydir.damaged"))).toContain(increment);
    await next.stop();
  });

  test("a foreign process that has the old number is left alone", async () => {
    const server = await startRedis(options("redis"));
    await server.stop();
    const foreign = spawn("sleep", ["60"]);
    writeFileSync(join(folder, "redis", "server.json"), JSON.stringify({ pid: foreign.pid, port: server.port }));
    const next = await startRedis(options("redis"));
    expect(foreign.signalCode).toBeNull();
    foreign.kill();
    await next.stop();
  });
});

test("neither server outlives a launcher that was killed without warning", async () => {
  const { parent, postgres, redis } = await startElsewhere();
  parent.kill("SIGKILL");
  expect(await ended(postgres)).toBe(true);
  expect(await ended(redis)).toBe(true);
});
