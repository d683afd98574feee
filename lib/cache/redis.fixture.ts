import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The run's Redis, in a logical database that only these tests use. */
export function testRedisUrl(base: string | undefined, database: number): string {
  const url = new URL(base ?? "");
  url.pathname = `/${database}`;
  return url.href;
}

export interface OwnRedis {
  readonly url: string;
  start(): Promise<void>;
  freeze(): void;
  thaw(): void;
  kill(): Promise<void>;
  remove(): Promise<void>;
}

/** A Redis of this test alone, to be killed and frozen at will; always on the same port. */
export async function createOwnRedis(): Promise<OwnRedis> {
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), "ghostquant-redis-"));
  let child: ChildProcess | null = null;
  const kill = async () => {
    if (child === null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    child = null;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      const options = [
        "--port",
        `${port}`,
        "--bind",
        "127.0.0.1",
        "--dir",
        directory,
        "--save",
        "",
        "--appendonly",
        "no",
      ];
      child = spawn("redis-server", options, { stdio: ["ignore", "pipe", "inherit"] });
      for await (const chunk of child.stdout ?? []) {
        if (String(chunk).includes("Ready to accept connections")) break;
      }
    },
    freeze: () => void child?.kill("SIGSTOP"),
    thaw: () => void child?.kill("SIGCONT"),
    kill,
    async remove() {
      await kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port");
  return address.port;
}
