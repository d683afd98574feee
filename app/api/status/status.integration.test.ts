import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { writeBoard } from "@/lib/cache/momentum-board";
import { snapshotFixture, streamStateFixture } from "@/lib/contracts/board.fixture";
import { serveLane } from "@/lib/queue/serve-lane";
import { createChannel } from "@/lib/store/channels";
import { createSecretBox } from "@/lib/store/secret-box";
import { type Instance, openInstance } from "../routes.fixture";
import { readStatus } from "./read-status";

let instance: Instance;
beforeAll(async () => {
  instance = await openInstance(process.env.TEST_DATABASE_URL);
});
afterAll(() => instance.close());

const troublesOf = async (reader?: "operator") =>
  (await readStatus(instance.services, Date.now(), reader)).troubles.map(
    ({ id, what, mend }) => `${id}: ${what} ${mend}`,
  );

it("an instance without a worker has no coins, and says that nobody fetches them", async () => {
  expect((await troublesOf()).join("\n")).toMatch(/no-coins: No market data has arrived yet\..*lane market-data/u);
});

it("counts the workers of each lane by who is connected", async () => {
  const connection = new Redis(instance.services.env.REDIS_URL, { maxRetriesPerRequest: null });
  const worker = serveLane("market-data", connection, async () => null, instance.services.log);
  await worker.waitUntilReady();
  await vi.waitFor(async () => {
    const { queues } = await readStatus(instance.services, Date.now());
    const workers = Object.fromEntries(queues.map((queue) => [queue.lane, queue.workers]));
    expect(workers).toMatchObject({ "market-data": 1, compute: 0 });
  });
  expect((await troublesOf()).join("\n")).toContain("The first sweep takes");
  await worker.close();
  connection.disconnect();
});

it("tells the operator which channel another key sealed, and everybody else only its kind", async () => {
  const config = { kind: "discord" as const, url: "https://discord.com/api/webhooks/1/x" };
  const other = createSecretBox("another secret of at least thirty-two characters");
  await createChannel(instance.services.database, other, { id: "c", label: "Family & friends", config });
  expect((await troublesOf("operator")).join("\n")).toContain("Family & friends (discord)");
  const open = (await troublesOf()).join("\n");
  expect(open).toContain("of kind discord");
  expect(open).not.toContain("Family");
});

it("says that scores are neutral, and which parts are missing, when their inputs are", async () => {
  const snapshot = snapshotFixture(60, 1);
  const coins = snapshot.board.coins.map((coin) => ({
    ...coin,
    coverage: 0.2,
    missing: ["volume_spike" as const, "rsi_signal" as const],
  }));
  const board = { ...snapshot, board: { ...snapshot.board, coins } };
  expect(await writeBoard(instance.redis, board, streamStateFixture(board), 0)).toBe(true);
  await vi.waitFor(async () => expect((await troublesOf()).join("\n")).toContain("nothing is known of volume, RSI"));
});
