import { setTimeout as wait } from "node:timers/promises";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRedis } from "@/lib/connections";
import { snapshotFixture, streamStateFixture } from "@/lib/contracts/board.fixture";
import { readBoard, readBoardSequence, writeBoard } from "./momentum-board";
import { createOwnRedis, type OwnRedis } from "./redis.fixture";
import { withSingleFlight } from "./single-flight";

const log = pino({ level: "silent" });
let server: OwnRedis;

beforeAll(async () => {
  server = await createOwnRedis();
  await server.start();
});
afterAll(() => server.remove());

const unavailable = { code: "dependency_unavailable", retryable: true };

async function eventually(check: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await check().catch(() => false))) {
    if (performance.now() > deadline) throw new Error("It did not happen within ten seconds");
    await wait(50);
  }
}

describe("Redis away", () => {
  it("fails a client's commands within a second, and the same connection works again once Redis is back", async () => {
    const redis = createRedis(server.url, "client", log);
    const snapshot = snapshotFixture(10, 1);
    await writeBoard(redis, snapshot, streamStateFixture(snapshot), 0);
    await server.kill();
    const asked = performance.now();
    for (let round = 0; round < 3; round++) {
      await expect(readBoardSequence(redis)).rejects.toMatchObject(unavailable);
      await expect(readBoard(redis)).rejects.toMatchObject(unavailable);
      await expect(writeBoard(redis, snapshot, streamStateFixture(snapshot), 0)).rejects.toMatchObject(unavailable);
    }
    expect(performance.now() - asked).toBeLessThan(9 * 1_000);
    await server.start();
    await eventually(async () => (await readBoardSequence(redis)) === null);
    expect(await writeBoard(redis, snapshot, streamStateFixture(snapshot), 0)).toBe(true);
    redis.disconnect();
  });

  it("gives up on a Redis that is frozen, and on one that was never there", async () => {
    const redis = createRedis(server.url, "client", log);
    await readBoardSequence(redis);
    server.freeze();
    const asked = performance.now();
    await expect(readBoardSequence(redis)).rejects.toMatchObject(unavailable);
    expect(performance.now() - asked).toBeLessThan(7_000);
    server.thaw();
    expect(await readBoardSequence(redis)).toBe(1);
    redis.disconnect();
    const nowhere = createRedis("redis://127.0.0.1:1", "client", log);
    await expect(readBoardSequence(nowhere)).rejects.toMatchObject(unavailable);
    nowhere.disconnect();
  });

  it("makes a worker's commands wait for Redis, and a subscriber hears again by itself", async () => {
    const worker = createRedis(server.url, "worker", log);
    const subscriber = createRedis(server.url, "subscriber", log);
    const heard: string[] = [];
    subscriber.on("message", (_channel, message: string) => heard.push(message));
    await subscriber.subscribe("news");
    await worker.ping();
    await server.kill();
    const waiting = worker.incr("patience");
    await wait(500);
    await server.start();
    expect(await waiting).toBe(1);
    await eventually(async () => (await worker.publish("news", "back")) > 0);
    await eventually(async () => heard.includes("back"));
    worker.disconnect();
    subscriber.disconnect();
  });

  it("aborts single-flight work whose lock could not be renewed for its whole time to live", async () => {
    const redis = createRedis(server.url, "client", log);
    const outcome = withSingleFlight(redis, "outage", 600, async (signal) => {
      await server.kill();
      const deadline = performance.now() + 5_000;
      while (!signal.aborted && performance.now() < deadline) await wait(20);
      return signal.aborted;
    });
    expect(await outcome).toEqual({ ran: true, value: true });
    redis.disconnect();
    await server.start();
  });
});
