import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { HOUR_MS, type UnixMs } from "@/lib/market/units";
import { momentumConfigSchema } from "@/lib/momentum/config";
import { toPastRanking, toStoredUnits } from "@/lib/momentum/past-ranking";
import { compareRankings } from "@/lib/momentum/rank-changes";
import { type RankWindow, rankWindowSchema } from "@/lib/momentum/rank-move";
import { rankWindows } from "@/lib/momentum/rank-windows";
import { scoreUniverse } from "@/lib/momentum/score-universe";
import type { ScoredCoin } from "@/lib/momentum/scored-coin";
import type { Market } from "@/lib/simulator/market";
import { createReplayMarket } from "@/lib/simulator/replay-market";
import { nothingElse, sweep } from "./replayed-universe.fixture";
import { loadTape } from "./simulator/load-tape";

const RECORDING = join(import.meta.dirname, "../../shared/data");
const present = existsSync(join(RECORDING, "spot-5m"));
const config = momentumConfigSchema.parse({});
/** The crash of April 2025 and the rebound, hour by hour. */
const moments = Array.from({ length: 4 }, (_, i) => Date.UTC(2025, 3, 9, 4, 30) + 4 * i * HOUR_MS);

function boardAt(market: Market, now: UnixMs): ScoredCoin[] {
  return scoreUniverse({ observed: sweep(market, now), baselines: new Map(), ...nothingElse }, config, now);
}

/** As the history keeps it and gives it back: four decimals in a `real`. */
function asStored(coins: readonly ScoredCoin[], at: UnixMs) {
  const kept = (points: number) => Math.fround(toStoredUnits(points) / 1e4);
  return toPastRanking(
    at,
    coins
      .filter(({ rank }) => rank !== null)
      .map(({ asset: { id }, score, subScores }) => ({
        id,
        score: kept(score),
        subScores: Object.fromEntries(
          Object.entries(subScores).map(([name, points]) => [name, kept(points)]),
        ) as ScoredCoin["subScores"],
      })),
  );
}

describe.skipIf(!present)(`rank changes of April 2025 (skipped where ${RECORDING} is absent)`, () => {
  let market: Market;
  beforeAll(async () => {
    market = createReplayMarket(await loadTape(RECORDING));
  });

  it.each(rankWindowSchema.options)(
    "add up exactly for every change of every coin over %s",
    (window: RankWindow) => {
      let compared = 0;
      let changed = 0;
      let notable = 0;
      for (const now of moments) {
        const then = now - rankWindows[window].lengthMs;
        const comparison = compareRankings(asStored(boardAt(market, then), then), boardAt(market, now));
        for (const { id, rankDelta, scoreDelta, own, others } of comparison.moves()) {
          compared += 1;
          if (rankDelta !== 0) changed += 1;
          const points = own.parts.reduce((sum, part) => sum + toStoredUnits(part.points), 0);
          expect([own.places + others.places, others.moved + others.entered + others.left, points], id).toEqual([
            rankDelta,
            others.places,
            toStoredUnits(scoreDelta),
          ]);
        }
        notable += comparison.notable().length;
      }
      expect(changed).toBeGreaterThan(compared / 2);
      expect(notable).toBeGreaterThan(0);
      expect(notable).toBeLessThan(changed);
    },
    120_000,
  );
});
