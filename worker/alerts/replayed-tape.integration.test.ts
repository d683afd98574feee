import { existsSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CoinReadings, PastReadings, Sight } from "@/lib/alerts/coin-readings";
import type { Condition, When } from "@/lib/alerts/condition";
import { applyStates, compileRule, evaluateRules } from "@/lib/alerts/evaluate";
import { type CoinFilter, coinFilterSchema, type Rule } from "@/lib/alerts/rule";
import type { Firing, RuleState } from "@/lib/alerts/rule-state";
import { momentOf } from "@/lib/contracts/board-moment";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import { liveClock } from "@/lib/market/clock";
import { HOUR_MS, MINUTE_MS, type UnixMs } from "@/lib/market/units";
import { momentumConfigSchema, SCORE_VERSION } from "@/lib/momentum/config";
import { fromStoredUnits, toStoredUnits } from "@/lib/momentum/past-ranking";
import { scoreUniverse } from "@/lib/momentum/score-universe";
import type { Action, ScoredCoin } from "@/lib/momentum/scored-coin";
import type { Market } from "@/lib/simulator/market";
import { createReplayMarket } from "@/lib/simulator/replay-market";
import { upsertCoins } from "@/lib/store/coins";
import { writeMomentumSlot } from "@/lib/store/momentum-history";
import { queryRows } from "@/lib/store/query";
import { baselinesFromCharts, nothingElse, sweep } from "@/worker/replayed-universe.fixture";
import { loadTape } from "@/worker/simulator/load-tape";
import { createAlertWorld } from "./alert-world.fixture";
import { judgeBoards } from "./judge-boards";

const RECORDING = join(import.meta.dirname, "../../../shared/data");
const present = existsSync(join(RECORDING, "spot-5m"));
/** From the hours before the crash of 7–9 April 2025 to the rebound, hour by hour. */
const START = Date.UTC(2025, 3, 7, 18);
const HOURS = 48;
const clock = { ...liveClock, source: "replay" } as const;
const config = momentumConfigSchema.parse({});

/** The board of one hour, scored from the tape as the worker scores it. */
function boardOf(market: Market, sequence: number, previousActions: ReadonlyMap<string, Action>): MomentumBoard {
  const at = START + (sequence - 1) * HOUR_MS;
  const observed = sweep(market, at);
  const baselines = baselinesFromCharts(market, observed, at);
  const coins = scoreUniverse({ observed, baselines, ...nothingElse, previousActions }, config, at);
  return {
    sequence,
    scoreVersion: SCORE_VERSION,
    config,
    clock,
    asOf: at,
    writtenAt: at,
    fast: null,
    full: {
      kind: "full",
      refreshedAt: at,
      durationMs: 1,
      received: observed.length,
      dropped: {},
      everySeconds: 300,
    },
    rankedCount: coins.filter(({ rank }) => rank !== null).length,
    coins,
  };
}

/** Of every type that a tape can fulfil: it knows no whales, forecasts or clusters. Levels lie beside the first board's prices. */
async function makeRules(world: World, { coins }: MomentumBoard): Promise<Rule[]> {
  const rules: Rule[] = [];
  const make = async (id: string, when: When, changes: Partial<Rule> = {}) =>
    rules.push(await world.rule(id, when, { createdAt: START - MINUTE_MS, ...changes }));
  const filter = (changes: Partial<CoinFilter>): Partial<Rule> => ({
    scope: { kind: "filter", filter: coinFilterSchema.parse(changes) },
  });
  const large = filter({ minMarketCap: 1e9 });

  for (const id of ["bitcoin", "ethereum", "solana", "dogecoin"]) {
    const first = coins.find(({ asset }) => asset.id === id)?.asset.priceUsd;
    if (first == null) throw new Error(`the tape has no price of ${id}`);
    const own: Partial<Rule> = { scope: { kind: "coin", coinId: id } };
    await make(`below-${id}`, { type: "price_below", threshold: 0.98 * first }, own);
    await make(`above-${id}`, { type: "price_above", threshold: 1.01 * first }, { ...own, hysteresis: 0 });
    await make(`up-${id}`, { type: "price_crosses", direction: "up", threshold: 0.99 * first }, own);
    await make(`down-${id}`, { type: "price_crosses", direction: "down", threshold: 0.99 * first }, own);
    const move = { type: "percent_move", reading: "price", direction: "either", window: "1h", percent: 1.5 } as const;
    await make(`moves-${id}`, move, own);
  }
  await make("strong", { type: "score_above", threshold: 60 }, large);
  await make("weak", { type: "score_below", threshold: 20 }, { ...large, cooldownMinutes: 180 });
  await make("score-up", { type: "score_crosses", direction: "up", threshold: 50 }, large);
  await make("score-down", { type: "score_crosses", direction: "down", threshold: 40 }, large);
  await make("drops", { type: "percent_move", reading: "price", direction: "down", window: "1h", percent: 4 }, large);
  await make("day", { type: "percent_move", reading: "price", direction: "up", window: "24h", percent: 5 }, large);
  await make(
    "swings",
    { type: "percent_move", reading: "score", direction: "either", window: "1h", percent: 40 },
    large,
  );
  await make("enters", { type: "rank_top", change: "enters", top: 20 }, filter({ minVolume: 1e7 }));
  await make("leaves", { type: "rank_top", change: "leaves", top: 20 }, filter({ minVolume: 1e7 }));
  await make("acts", { type: "action_change", to: null }, large);
  await make("buys", { type: "action_change", to: "BUY" }, { ...filter({ minVolume: 1e8 }), cooldownMinutes: 360 });
  await make("once", { type: "score_above", threshold: 50 }, { ...large, repeat: "once" });
  const nights = [{ days: [0, 1, 2, 3, 4, 5, 6], from: "22:00", to: "07:00" }];
  await make("by-day", { type: "score_crosses", direction: "down", threshold: 45 }, { ...large, mutes: nights });
  await make(
    "both",
    {
      match: "all",
      of: [
        { type: "score_above", threshold: 45 },
        { type: "percent_move", reading: "price", direction: "up", window: "1h", percent: 1 },
      ],
    },
    large,
  );
  await make(
    "either",
    {
      match: "any",
      of: [
        { type: "score_below", threshold: 15 },
        {
          match: "all",
          of: [
            { type: "score_above", threshold: 55 },
            { type: "rank_top", change: "enters", top: 100 },
          ],
        },
      ],
    },
    filter({ minMarketCap: 1e8, maxMarketCap: 1e10, actions: ["BUY", "HOLD", "EXIT"] }),
  );
  return rules;
}

/** What is kept of a judged board: what rules saw of it, and what history gives back of it. */
interface Kept {
  readonly moment: Pick<Sight, "at" | "sequence" | "stale" | "coins">;
  readonly stored: PastReadings;
}

/** History keeps four decimals of a score, and a price whole. */
const asStored = (coins: readonly ScoredCoin[]): PastReadings =>
  new Map(
    coins.map(({ asset, score }) => [
      asset.id,
      { price: asset.priceUsd, score: fromStoredUnits(toStoredUnits(score)) },
    ]),
  );

/** The same rules over the same sights with nothing but the pure engine: no stores, no memory but its own. */
function evaluateOffline(rules: readonly Rule[], kept: readonly Kept[]): Firing[] {
  const compiled = rules.map(compileRule);
  const states = new Map<string, Map<string, RuleState>>();
  const last = new Map<string, CoinReadings>();
  const storedAt = new Map(kept.map(({ moment, stored }) => [moment.at, stored]));
  let before: UnixMs | null = null;
  return kept.flatMap(({ moment }) => {
    const [hour, day] = [storedAt.get(moment.at - HOUR_MS), storedAt.get(moment.at - 24 * HOUR_MS)];
    const sight: Sight = {
      ...moment,
      before: before === null ? null : { at: before, coins: new Map(last) },
      past: { ...(hour && { "1h": hour }), ...(day && { "24h": day }) },
    };
    const { firings, changed } = evaluateRules(compiled, states, sight, { watchlists: new Map(), late: false });
    applyStates(states, changed);
    before = moment.at;
    for (const [id, now] of moment.coins) {
      // What a moment does not know stays as it was last known.
      const known = Object.entries(now).filter(([, value]) => value !== null);
      last.set(id, { ...(last.get(id) ?? now), ...Object.fromEntries(known) });
    }
    return firings;
  });
}

type Row = Pick<Firing, "ruleId" | "coinId" | "episode" | "at" | "value" | "alreadyTrue" | "deferredSince" | "late">;
const rowsOf = (firings: readonly Row[]): string[] =>
  firings
    .map(({ ruleId, coinId, episode, at, value, alreadyTrue, deferredSince, late }) =>
      JSON.stringify({ ruleId, coinId, episode, at, value, alreadyTrue, deferredSince, late }),
    )
    .toSorted();

function typesOf(when: When): Condition["type"][] {
  return "of" in when ? when.of.flatMap(typesOf) : [when.type];
}

type World = Awaited<ReturnType<typeof createAlertWorld>>;

describe.skipIf(!present)(`alerts over the replayed April 2025 (skipped where ${RECORDING} is absent)`, () => {
  let world: World;
  let market: Market;
  beforeAll(async () => {
    world = await createAlertWorld(process.env, 57);
    market = createReplayMarket(await loadTape(RECORDING));
  });
  afterAll(() => world?.end());

  it("a run over the replayed April 2025 tape agrees with an offline evaluation row for row", async () => {
    let now = START;
    const worker = () => world.worker({ clock, wallNow: () => now });
    let workers = [worker(), worker()];
    let rules: Rule[] = [];
    const kept: Kept[] = [];
    let actions = new Map<string, Action>();
    for (let sequence = 1; sequence <= HOURS; sequence += 1) {
      const board = boardOf(market, sequence, actions);
      const { coins, writtenAt } = board;
      if (sequence === 1) rules = await makeRules(world, board);
      now = writtenAt;
      const assets = coins.map(({ asset }) => asset);
      await writeMomentumSlot(
        world.database,
        writtenAt,
        coins,
        await upsertCoins(world.database, assets),
        coins.length,
      );
      // Two workers race for every board, and one of them is replaced now and then.
      if (sequence % 7 === 0) workers = [worker(), workers[0] ?? worker()];
      await Promise.all(workers.map((one) => judgeBoards(one, board)));
      kept.push({ moment: momentOf(board), stored: asStored(coins) });
      actions = new Map(coins.map(({ asset, action }) => [asset.id, action]));
    }

    const offline = evaluateOffline(rules, kept);
    const stored = await queryRows<Row>(
      world.database,
      sql`select rule_id as "ruleId", coin_id as "coinId", episode, (extract(epoch from at) * 1000)::float8 as at, value,
        already_true as "alreadyTrue", (extract(epoch from deferred_since) * 1000)::float8 as "deferredSince", late
        from alert_firings`,
    );
    expect(offline.length).toBeGreaterThan(100);
    expect(rowsOf(stored)).toEqual(rowsOf(offline));
    // Nothing agrees for want of anything to say: rules of every type have fired, some after a quiet night.
    const fired = new Set(offline.map(({ ruleId }) => ruleId));
    const types = (among: readonly Rule[]) => new Set(among.flatMap(({ when }) => typesOf(when)));
    expect(types(rules.filter(({ id }) => fired.has(id)))).toEqual(types(rules));
    expect([...fired]).toEqual(expect.arrayContaining(["both", "either", "once", "enters", "leaves", "acts", "buys"]));
    expect(offline.some(({ deferredSince }) => deferredSince !== null)).toBe(true);
    process.stdout.write(`${JSON.stringify({ boards: kept.length, rules: rules.length, firings: stored.length })}\n`);
  }, 240_000);
});
