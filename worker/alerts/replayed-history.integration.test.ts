import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CoinReadings, PastReadings } from "@/lib/alerts/coin-readings";
import { applyStates, compileRule, evaluateRules } from "@/lib/alerts/evaluate";
import type { Rule } from "@/lib/alerts/rule";
import type { Firing, RuleState } from "@/lib/alerts/rule-state";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import { HOUR_MS, MINUTE_MS } from "@/lib/market/units";
import { seededRandom } from "@/lib/statistics/seeded-random";
import { upsertCoins } from "@/lib/store/coins";
import { writeMomentumSlot } from "@/lib/store/momentum-history";
import { queryRows } from "@/lib/store/query";
import { boardAt, type CoinValues, createAlertWorld } from "./alert-world.fixture";
import { judgeBoards } from "./judge-boards";

let world: Awaited<ReturnType<typeof createAlertWorld>>;
beforeAll(async () => {
  world = await createAlertWorld(process.env, 17);
});
beforeEach(() => world.empty());
afterAll(() => world.end());

const COINS = 6;
const SLOTS = 60;

/** Six coins that wander for five hours, one board in five minutes; prices and scores fall on the grid of what is stored. */
function wander(seed: number): MomentumBoard[] {
  const random = seededRandom(seed);
  const coins = Array.from({ length: COINS }, () => ({ price: 100, score: 60 }));
  return Array.from({ length: SLOTS }, (_, index) => {
    const values: Record<string, CoinValues> = {};
    for (const [n, coin] of coins.entries()) {
      coin.price *= 1 + (random() - 0.5) / 12;
      coin.score = Math.min(100, Math.max(0, coin.score + (random() - 0.5) * 16));
      const isKnown = random() > 0.05;
      values[`coin${n}`] = { price: isKnown ? coin.price : null, score: Math.round(coin.score * 1e4) / 1e4 };
    }
    const byScore = Object.entries(values).toSorted(([, a], [, b]) => (b.score ?? 0) - (a.score ?? 0));
    const ranked = byScore.map(([id, one], rank) => [id, { ...one, rank: rank + 1 }]);
    return boardAt(index + 1, 5 * index, Object.fromEntries(ranked));
  });
}

async function makeRules(): Promise<Rule[]> {
  const rules: Rule[] = [];
  for (let n = 0; n < COINS; n += 1) {
    const scope = { kind: "coin" as const, coinId: `coin${n}` };
    const make = async (id: string, when: Rule["when"], changes: Partial<Rule> = {}) =>
      rules.push(await world.rule(`${id}-${n}`, when, { scope, ...changes }));
    await make("high", { type: "score_above", threshold: 70 });
    await make("low", { type: "score_below", threshold: 45 }, { cooldownMinutes: 30 });
    await make("crosses", { type: "price_crosses", direction: "up", threshold: 102 });
    await make("top", { type: "rank_top", change: "enters", top: 2 });
    await make("moves", { type: "percent_move", reading: "price", direction: "either", window: "15m", percent: 4 });
    await make("falls", { type: "percent_move", reading: "score", direction: "down", window: "1h", percent: 20 });
    await make("both", {
      match: "all",
      of: [
        { type: "score_above", threshold: 60 },
        { type: "price_above", threshold: 101 },
      ],
    });
    await make("only", { type: "price_below", threshold: 97 }, { repeat: "once" });
  }
  return rules;
}

/** The same rules over the same boards with nothing but the pure engine: no stores, no memory but its own. */
function evaluateOffline(rules: readonly Rule[], boards: readonly MomentumBoard[]): Firing[] {
  const compiled = rules.map(compileRule);
  const states = new Map<string, Map<string, RuleState>>();
  const last = new Map<string, CoinReadings>();
  const moments = boards.map((board) => ({ at: board.writtenAt, coins: readingsOf(board) }));
  return moments.flatMap(({ at, coins }, index) => {
    // History is taken from five minutes around the moment, the nearest first.
    const ago = (ms: number): PastReadings | undefined =>
      [0, -5, 5].flatMap((near) => moments.find((one) => one.at === at - ms + near * MINUTE_MS)?.coins ?? [])[0];
    const [quarter, hour] = [ago(15 * MINUTE_MS), ago(HOUR_MS)];
    const past = { ...(quarter && { "15m": quarter }), ...(hour && { "1h": hour }) };
    const before = index === 0 ? null : { at: moments[index - 1]?.at ?? 0, coins: new Map(last) };
    const sight = { at, sequence: index + 1, stale: false, coins, before, past };
    const { firings, changed } = evaluateRules(compiled, states, sight, { watchlists: new Map(), late: false });
    applyStates(states, changed);
    for (const [id, now] of coins) last.set(id, { ...now, price: now.price ?? last.get(id)?.price ?? null });
    return firings;
  });
}

function readingsOf({ coins }: MomentumBoard): Map<string, CoinReadings> {
  const unknown = { whale: null, pretrend: null, clusterId: null, action: null, marketCapUsd: null, volumeUsd: null };
  return new Map(
    coins.map(({ asset, score, rank }) => [
      asset.id,
      { coinId: asset.id, symbol: asset.symbol, score, price: asset.priceUsd, rank, ...unknown },
    ]),
  );
}

async function storeSlots(boards: readonly MomentumBoard[]): Promise<void> {
  for (const { coins, writtenAt } of boards) {
    const keys = await upsertCoins(
      world.database,
      coins.map(({ asset }) => asset),
    );
    await writeMomentumSlot(world.database, writtenAt, coins, keys, coins.length);
  }
}

interface Row {
  key: string;
  at: number;
  value: number | null;
}
const stored = () =>
  queryRows<Row>(
    world.database,
    sql`select key, (extract(epoch from at) * 1000)::float8 as at, value from alert_firings order by at, key`,
  );
const rowsOf = (firings: readonly Firing[]): Row[] =>
  firings
    .map(({ key, at, value }) => ({ key, at, value: value === null ? null : expect.closeTo(value, 3) }))
    .toSorted((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));

describe("a replayed history", () => {
  it.each([1, 2, 3])("fires row for row what an offline evaluation fires, board by board (seed %i)", async (seed) => {
    const boards = wander(seed);
    const rules = await makeRules();
    await storeSlots(boards);
    // Two workers in turn, one of them replaced now and then: nothing depends on what a process remembers.
    let workers = [world.worker(), world.worker()];
    for (const [index, board] of boards.entries()) {
      if (index % 7 === 0) workers = [world.worker(), workers[0] ?? world.worker()];
      await judgeBoards(workers[index % 2] ?? world.worker(), board);
    }
    const offline = evaluateOffline(rules, boards);
    expect(offline.length).toBeGreaterThan(100);
    expect(await stored()).toEqual(rowsOf(offline));
  });

  it.each([4, 5])(
    "fires the same from stored slots after a downtime as it would have without (seed %i)",
    async (seed) => {
      const boards = wander(seed);
      const rules = await makeRules();
      await storeSlots(boards);
      const [first, ...others] = boards;
      if (first === undefined) throw new Error("there are boards");
      await judgeBoards(world.worker(), first);
      const last = others.at(-1) ?? first;
      await judgeBoards(world.worker(), { ...last, sequence: 1_000 });
      expect(await stored()).toEqual(rowsOf(evaluateOffline(rules, boards)));
      const [late] = await queryRows<{ n: number }>(
        world.database,
        sql`select count(*)::int as n from alert_firings where late and sequence is null`,
      );
      expect(late?.n).toBeGreaterThan(50);
    },
  );
});
