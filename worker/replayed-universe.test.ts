import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeCloses, encodeCloses } from "@/lib/contracts/closes";
import { coinDetailSchema } from "@/lib/contracts/http/coin-answer";
import { toCoinDetail } from "@/lib/contracts/http/coin-detail";
import { type BoardSnapshot, momentumBoardSchema } from "@/lib/contracts/snapshots";
import type { ObservedAsset } from "@/lib/market/asset";
import { momentumConfigSchema, SCORE_VERSION } from "@/lib/momentum/config";
import { scoreUniverse, type UniverseInputs } from "@/lib/momentum/score-universe";
import { subScoreNames } from "@/lib/momentum/sub-scores";
import type { VolumeBaseline } from "@/lib/momentum/volume-baseline";
import type { Market } from "@/lib/simulator/market";
import { createReplayMarket } from "@/lib/simulator/replay-market";
import { baselinesFromCharts, nothingElse, sweep } from "./replayed-universe.fixture";
import { loadTape } from "./simulator/load-tape";

const RECORDING = join(import.meta.dirname, "../../shared/data");
const present = existsSync(join(RECORDING, "spot-5m"));
const config = momentumConfigSchema.parse({});
/** The morning of the crash, and the evening of the rebound. */
const moments = [Date.UTC(2025, 3, 9, 4, 30), Date.UTC(2025, 3, 9, 18, 0)];

/** A board as it comes back from Redis: through JSON, the schema and the binary closes. */
function throughTheWire(
  observed: readonly ObservedAsset[],
  baselines: Map<string, VolumeBaseline>,
  now: number,
): BoardSnapshot {
  const coins = scoreUniverse({ observed, baselines, ...nothingElse }, config, now);
  const clock = { source: "replay", seed: null, speed: 60, wallEpoch: 0, marketEpoch: now, endsAt: null } as const;
  const board = {
    sequence: 1,
    scoreVersion: SCORE_VERSION,
    config,
    clock,
    asOf: now,
    writtenAt: now,
    fast: null,
    full: null,
    rankedCount: 1,
    coins,
  };
  const closesById = new Map(observed.map((item) => [item.asset.id, item.closes]));
  const closes = decodeCloses(encodeCloses(coins.map((coin) => closesById.get(coin.asset.id) ?? new Float64Array())));
  if (!closes) throw new Error("the closes did not survive");
  return { board: momentumBoardSchema.parse(JSON.parse(JSON.stringify(board))), closes };
}

/** The inputs that the stored board itself holds; nothing else is used to score again. */
function storedInputs({ board, closes }: BoardSnapshot): UniverseInputs {
  const baselines = new Map<string, VolumeBaseline>();
  for (const { asset, readings } of board.coins) {
    const { baselineSource, baselineUsd, baselineHave, baselineWished } = readings.volume;
    if (baselineSource === null || baselineSource === "peer" || baselineUsd === null) continue;
    baselines.set(asset.id, {
      baselineUsd,
      source: baselineSource,
      have: baselineHave ?? 0,
      wished: baselineWished ?? 0,
    });
  }
  const observed = board.coins.map(({ asset }, index) => ({ asset, closes: closes[index] ?? new Float64Array() }));
  return { observed, baselines, ...nothingElse };
}

describe.skipIf(!present)(`the replayed universe of April 2025 (skipped where ${RECORDING} is absent)`, () => {
  let market: Market;
  beforeAll(async () => {
    market = createReplayMarket(await loadTape(RECORDING));
  }, 60_000);

  it.each(moments)("explains every coin by parts that sum to its score at %d", (now) => {
    const observed = sweep(market, now);
    const snapshot = throughTheWire(observed, baselinesFromCharts(market, observed, now), now);
    expect(snapshot.board.coins.length).toBeGreaterThan(2_000);
    for (const { asset } of snapshot.board.coins) {
      const detail = coinDetailSchema.parse(toCoinDetail(snapshot, asset.id, [], now));
      const parts = subScoreNames.reduce((sum, name) => sum + detail.explain.components[name].score, 0);
      expect(Math.abs(parts - detail.momentum_score), asset.id).toBeLessThanOrEqual(0.02);
    }
  });

  it.each(moments)("gives every coin the same score again from nothing but what the board stored at %d", (now) => {
    const observed = sweep(market, now);
    const snapshot = throughTheWire(observed, baselinesFromCharts(market, observed, now), now);
    const again = new Map(scoreUniverse(storedInputs(snapshot), config, now).map((coin) => [coin.asset.id, coin]));
    const sources = new Set(snapshot.board.coins.map((coin) => coin.readings.volume.baselineSource));
    expect(sources).toContain("market_chart");
    for (const coin of snapshot.board.coins) {
      const repeated = again.get(coin.asset.id);
      expect(repeated?.score, coin.asset.id).toBeCloseTo(coin.score, 9);
      expect(repeated?.rank, coin.asset.id).toBe(coin.rank);
    }
  });
});
