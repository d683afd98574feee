import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AlertMessage } from "@/lib/contracts/delivery";
import { liveClock } from "@/lib/market/clock";
import { MINUTE_MS } from "@/lib/market/units";
import { updateRule } from "@/lib/store/alert-rules";
import { upsertCoins } from "@/lib/store/coins";
import { writeMomentumSlot } from "@/lib/store/momentum-history";
import { queryRows } from "@/lib/store/query";
import { sweepDeliveries } from "@/worker/jobs/sweep-deliveries";
import { boardAt, createAlertWorld, START } from "./alert-world.fixture";
import { judgeBoards } from "./judge-boards";

type World = Awaited<ReturnType<typeof createAlertWorld>>;
let world: World;
beforeAll(async () => {
  world = await createAlertWorld(process.env, 14);
});
beforeEach(() => world.empty());
afterAll(() => world.end());

interface FiringRow {
  key: string;
  minute: number;
  late: boolean;
  sequence: number | null;
}
const firings = () =>
  queryRows<FiringRow>(
    world.database,
    sql`select key, (extract(epoch from at) - ${START / 1_000}::int)::float8 / 60 as minute, late,
      sequence::float8 as sequence from alert_firings order by at, key`,
  );
const keys = async () => (await firings()).map(({ key }) => key);
interface DeliveryRow {
  id: string;
  channelId: string;
  state: string;
  message: AlertMessage;
  heldMs: number;
}
const deliveries = () =>
  queryRows<DeliveryRow>(
    world.database,
    sql`select id, channel_id as "channelId", state, message,
      (extract(epoch from next_attempt_at - created_at) * 1000)::float8 as "heldMs" from deliveries order by created_at, id`,
  );
const at = (minutes: number) => () => START + minutes * MINUTE_MS;

describe("judging boards", () => {
  it("fires when a level is reached, once an episode, whatever worker judges, and queues the message at once", async () => {
    await world.webhook("hook");
    await world.rule("high", { type: "score_above", threshold: 80 }, { channelIds: ["hook", "inbox"] });
    const scores = [75, 81, 79, 81, 77, 82];
    const workers = [world.worker({ wallNow: at(1) }), world.worker({ wallNow: at(1) })];
    for (const [index, score] of scores.entries()) {
      await judgeBoards(workers[index % 2]!, boardAt(index + 1, index, { bitcoin: { score } }));
    }
    expect(await firings()).toMatchObject([
      { key: "high:bitcoin:1", minute: 1, sequence: 2 },
      { key: "high:bitcoin:2", minute: 5, sequence: 6 },
    ]);
    expect((await deliveries()).map(({ channelId, state }) => `${channelId} ${state}`).toSorted()).toEqual([
      "hook queued",
      "hook queued",
      "inbox delivered",
      "inbox delivered",
    ]);
    expect(await world.queues.delivery.getJobCountByTypes("waiting", "delayed")).toBe(2);
  });

  it("judges each sequence exactly once however many workers race for it, and in order", async () => {
    for (let index = 0; index < 30; index += 1) {
      await world.rule(`cross-${index}`, { type: "score_crosses", direction: "up", threshold: 60 });
    }
    const workers = Array.from({ length: 4 }, () => world.worker({ wallNow: at(0) }));
    const boards = Array.from({ length: 12 }, (_, index) =>
      boardAt(index + 1, index / 2, { bitcoin: { score: index % 2 === 0 ? 50 : 70 } }),
    );
    await Promise.all(
      workers.map(async (worker, index) => {
        // Each sees every board, and starts elsewhere: whoever is late finds it judged.
        for (const board of boards) {
          await judgeBoards(worker, board);
          if (index > 1) await new Promise((resolve) => setTimeout(resolve, index));
        }
      }),
    );
    const fired = await firings();
    expect(fired).toHaveLength(30 * 6);
    expect(new Set(fired.map(({ key }) => key)).size).toBe(30 * 6);
    expect(new Set(fired.map(({ sequence }) => sequence))).toEqual(new Set([2, 4, 6, 8, 10, 12]));
  });

  it("waits for the board before its own when another worker has that one", async () => {
    await world.rule("cross", { type: "score_crosses", direction: "up", threshold: 60 });
    const [first, second] = [world.worker({ wallNow: at(0) }), world.worker({ wallNow: at(0) })];
    await judgeBoards(first, boardAt(1, 0, { bitcoin: { score: 50 } }));
    const later = judgeBoards(second, boardAt(3, 1, { bitcoin: { score: 50 } }));
    await new Promise((resolve) => setTimeout(resolve, 200));
    await judgeBoards(first, boardAt(2, 0.5, { bitcoin: { score: 70 } }));
    await later;
    expect(await keys()).toEqual(["cross:bitcoin:1"]);
    const [progress] = await queryRows(world.database, sql`select sequence::int as n from alert_progress`);
    expect(progress).toEqual({ n: 3 });
  });

  it("neither fires nor arms again on stale data, and goes on from the last known readings", async () => {
    await world.rule("high", { type: "score_above", threshold: 80 });
    await world.rule("cross", { type: "price_crosses", direction: "up", threshold: 100 });
    const worker = world.worker({ wallNow: at(0) });
    const old = { kind: "full" as const, refreshedAt: START - 60 * MINUTE_MS, durationMs: 1, received: 1, dropped: {} };
    await judgeBoards(worker, boardAt(1, 0, { bitcoin: { score: 70, price: 90 } }));
    await judgeBoards(
      worker,
      boardAt(2, 1, { bitcoin: { score: 90, price: 200 } }, { full: { ...old, everySeconds: 300 } }),
    );
    expect(await keys()).toEqual([]);
    await judgeBoards(worker, boardAt(3, 2, { bitcoin: { score: 70, price: null } }));
    await judgeBoards(worker, boardAt(4, 3, { bitcoin: { score: 85, price: 101 } }));
    expect(await keys()).toEqual(["cross:bitcoin:1", "high:bitcoin:1"]);
  });

  it("notices what another process did to a rule before the next board", async () => {
    await world.rule("a", { type: "score_above", threshold: 80 });
    const worker = world.worker({ wallNow: at(0) });
    await judgeBoards(worker, boardAt(1, 0, { bitcoin: { score: 70 } }));
    await updateRule(world.database, "a", (rule) => ({ ...rule, when: { type: "score_above", threshold: 60 } }));
    await world.rule("b", { type: "score_below", threshold: 75 }, { repeat: "once" });
    await judgeBoards(worker, boardAt(2, 1, { bitcoin: { score: 70 } }));
    expect(await keys()).toEqual(["a:bitcoin:1", "b:bitcoin:1"]);
    await updateRule(world.database, "a", (rule) => ({ ...rule, state: "paused" }));
    await judgeBoards(worker, boardAt(3, 2, { bitcoin: { score: 20 } }));
    await judgeBoards(worker, boardAt(4, 3, { bitcoin: { score: 70 } }));
    expect(await keys()).toHaveLength(2);
    const [ended] = await queryRows(
      world.database,
      sql`select state, body->>'state' as said from alert_rules where id = 'b'`,
    );
    expect(ended).toEqual({ state: "ended", said: "ended" });
  });

  it("leaves a rule as its owner made it while it was judged, and judges it anew with the next board", async () => {
    await world.rule("changed", { type: "score_above", threshold: 80 });
    await world.rule("paused", { type: "score_above", threshold: 80 });
    await world.rule("untouched", { type: "score_above", threshold: 80 });
    const worker = world.worker({ wallNow: at(0) });
    await judgeBoards(worker, boardAt(1, 0, { bitcoin: { score: 70 } }));
    const { database } = worker.db;
    let isFirst = true;
    /** Between the judgement and its transaction. */
    const meanwhile = async () => {
      if (!isFirst) return;
      isFirst = false;
      await updateRule(database, "changed", (rule) => ({ ...rule, when: { type: "score_above", threshold: 85 } }));
      await updateRule(database, "paused", (rule) => ({ ...rule, state: "paused" }));
    };
    const pool = { connect: () => meanwhile().then(() => database.pool.connect()) };
    const raced = { ...worker, db: { ...worker.db, database: { ...database, pool } } } as unknown as typeof worker;
    await judgeBoards(raced, boardAt(2, 1, { bitcoin: { score: 90 } }));
    expect(await keys()).toEqual(["untouched:bitcoin:1"]);
    await judgeBoards(worker, boardAt(3, 2, { bitcoin: { score: 90 } }));
    expect(await firings()).toMatchObject([
      { key: "untouched:bitcoin:1", sequence: 2 },
      { key: "changed:bitcoin:1", sequence: 3 },
    ]);
  });

  it("tells a crossing that comes right after the rule was made", async () => {
    const worker = world.worker({ wallNow: at(0) });
    await judgeBoards(worker, boardAt(1, 0, { bitcoin: { score: 50 } }));
    await world.rule("cross", { type: "score_crosses", direction: "up", threshold: 60 }, { createdAt: at(0.5)() });
    await judgeBoards(worker, boardAt(2, 1, { bitcoin: { score: 70 } }));
    expect(await keys()).toEqual(["cross:bitcoin:1"]);
  });

  it("never judges another market, or a replay begun anew, against this one's memory", async () => {
    await world.rule("cross", { type: "price_crosses", direction: "up", threshold: 100 });
    await world.rule("high", { type: "score_above", threshold: 80 });
    const worker = world.worker({ wallNow: at(0) });
    const other = { clock: { ...liveClock, source: "simulated" as const, seed: 7 } };
    await judgeBoards(worker, boardAt(1, 10, { bitcoin: { score: 90, price: 50 } }));
    expect(await keys()).toEqual(["high:bitcoin:1"]);
    await judgeBoards(worker, boardAt(2, 11, { bitcoin: { score: 90, price: 150 } }, other));
    expect(await keys()).toEqual(["high:bitcoin:1", "high:bitcoin:2"]);
    await judgeBoards(world.worker({ wallNow: at(0) }), boardAt(3, 1, { bitcoin: { score: 90, price: 50 } }, other));
    expect((await keys()).toSorted()).toEqual(["high:bitcoin:1", "high:bitcoin:2", "high:bitcoin:3"]);
    await judgeBoards(worker, boardAt(4, 2, { bitcoin: { score: 90, price: 150 } }, other));
    expect(await keys()).toContain("cross:bitcoin:1");
  });

  it("keeps boards while Postgres is away and judges them in order when it is back", async () => {
    await world.rule("high", { type: "score_above", threshold: 80 });
    const worker = world.worker({ wallNow: at(0) });
    const { database } = worker.db;
    await judgeBoards(worker, boardAt(1, 0, { bitcoin: { score: 70 } }));
    const fail = () => Promise.reject(new Error("away"));
    const away = { ...database, db: { execute: fail }, pool: { connect: fail } };
    const cut = { ...worker, db: { ...worker.db, database: away } } as unknown as typeof worker;
    await judgeBoards(cut, boardAt(2, 1, { bitcoin: { score: 90 } }));
    await judgeBoards(cut, boardAt(3, 2, { bitcoin: { score: 70 } }));
    expect(await keys()).toEqual([]);
    // Not the boards themselves: an outage of half an hour is 64 of them.
    expect(worker.memory.alerts.waiting.map((waiting) => "coins" in waiting)).toEqual([false, false]);
    await judgeBoards(worker, boardAt(4, 3, { bitcoin: { score: 90 } }));
    expect(await firings()).toMatchObject([{ sequence: 2 }, { sequence: 4 }]);
  });
});

describe("after a downtime", () => {
  it("judges what history kept, in order, marks it late and tells it in one digest a channel", async () => {
    await world.webhook("hook");
    await world.rule("high", { type: "score_above", threshold: 80 }, { channelIds: ["hook"] });
    await world.rule("cross", { type: "price_crosses", direction: "down", threshold: 100 }, { channelIds: ["hook"] });
    await judgeBoards(world.worker({ wallNow: at(0) }), boardAt(1, 0, { bitcoin: { score: 70, price: 120 } }));
    const history: [number, number, number][] = [
      [5, 85, 120],
      [10, 70, 90],
      [15, 85, 110],
      [20, 70, 90],
    ];
    for (const [minutes, score, price] of history) {
      const { coins, writtenAt } = boardAt(1, minutes, { bitcoin: { score, price } });
      const assets = coins.map(({ asset }) => asset);
      await writeMomentumSlot(world.database, writtenAt, coins, await upsertCoins(world.database, assets), 1);
    }
    await judgeBoards(world.worker({ wallNow: at(25) }), boardAt(90, 25, { bitcoin: { score: 90, price: 90 } }));
    expect((await firings()).map(({ key, minute, late }) => [key, minute, late])).toEqual([
      ["high:bitcoin:1", 5, true],
      ["cross:bitcoin:1", 10, true],
      ["high:bitcoin:2", 15, true],
      ["cross:bitcoin:2", 20, true],
      ["high:bitcoin:3", 25, false],
    ]);
    const sent = await deliveries();
    expect(sent.map(({ message }) => [message.late, message.firings.length])).toContainEqual([true, 4]);
    expect(sent.find(({ message }) => message.late)?.message.title).toBe("Late, 4 alerts: BITCOIN");
    expect(sent).toHaveLength(2);
  });
});

describe("storms", () => {
  const coins = (score: number) =>
    Object.fromEntries(Array.from({ length: 14 }, (_, index) => [`coin${index}`, { score }]));
  const filter = { minMarketCap: null, maxMarketCap: null, minVolume: null, minScore: null, actions: null };
  const everyCoin = { kind: "filter" as const, filter: { ...filter, clusterId: null, minWhale: null } };

  it("are one message now and one more at the end of the pace, however many boards they last", async () => {
    await world.webhook("hook");
    await world.rule("low", { type: "score_below", threshold: 30 }, { scope: everyCoin, channelIds: ["hook"] });
    let now = START;
    const worker = world.worker({ wallNow: () => now });
    for (const [index, score] of [50, 20, 50, 20, 50, 20].entries()) {
      now = START + index * 30_000;
      await judgeBoards(worker, boardAt(index + 1, index / 2, coins(score)));
    }
    const sent = await deliveries();
    expect(sent.map(({ message }) => message.title)).toEqual([
      expect.stringMatching(/^14 alerts: COIN0, .* and 11 more$/u),
      expect.stringMatching(/^28 alerts: COIN0, .* and 11 more$/u),
    ]);
    expect(sent[0]?.message.lines).toHaveLength(11);
    expect(sent.map(({ heldMs }) => Math.round(heldMs / MINUTE_MS))).toEqual([0, 4]);
    const [carried] = await queryRows(world.database, sql`select count(*)::int as n from delivery_firings`);
    expect(carried).toEqual({ n: 42 });
    now += 10 * MINUTE_MS;
    await judgeBoards(worker, boardAt(7, 13, coins(50)));
    await judgeBoards(worker, boardAt(8, 14, { ...coins(50), coin3: { score: 10 } }));
    const { message, heldMs } = (await deliveries()).at(-1)!;
    expect([message.title.startsWith("COIN3"), message.key, heldMs]).toEqual([true, "low:coin3:4", 0]);
  });

  it("let three alerts go one by one, each under its own key", async () => {
    await world.webhook("hook");
    await world.rule("low", { type: "score_below", threshold: 30 }, { scope: everyCoin, channelIds: ["hook"] });
    const three = { a: { score: 1 }, b: { score: 1 }, c: { score: 1 } };
    await judgeBoards(world.worker({ wallNow: at(0) }), boardAt(1, 0, three));
    expect((await deliveries()).map(({ message }) => message.key).toSorted()).toEqual([
      "low:a:1",
      "low:b:1",
      "low:c:1",
    ]);
  });
});

describe("what was committed and never queued", () => {
  it("is queued by the sweep, once, and what is queued already is left alone", async () => {
    await world.webhook("hook");
    await world.rule("high", { type: "score_above", threshold: 80 }, { channelIds: ["hook"] });
    let now = START;
    const worker = world.worker({ wallNow: () => now });
    // Dies between the commit and the queue: nothing of Redis is reached any more.
    const dying = { ...worker, queues: { delivery: { addBulk: () => Promise.reject(new Error("killed")) } } };
    await judgeBoards(dying as unknown as typeof worker, boardAt(1, 0, { bitcoin: { score: 90 } }));
    expect(await deliveries()).toMatchObject([{ state: "queued" }]);
    expect(await world.queues.delivery.getJobCountByTypes("waiting", "delayed")).toBe(0);
    expect(await sweepDeliveries({}, worker)).toEqual({ queued: 1 });
    expect(await world.queues.delivery.getJobCountByTypes("waiting", "delayed")).toBe(1);
    expect(await sweepDeliveries({}, worker)).toEqual({ queued: 0 });
    // The queue is wiped: after the grace it is found again.
    await world.redis.flushdb();
    now += 60_000;
    expect(await sweepDeliveries({}, worker)).toEqual({ queued: 1 });
    expect(await world.queues.delivery.getJobCountByTypes("waiting", "delayed")).toBe(1);
  });
});
