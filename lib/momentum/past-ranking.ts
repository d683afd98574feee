import { z } from "zod";
import type { UnixMs } from "@/lib/market/units";
import { subScoreNames } from "./sub-scores";

/**
 * The grid that stored points lie on. A `real` keeps more digits than this up to 100 points, so a stored score read back and
 * the same score of the board before it was stored are one number, and sums of differences are exact.
 */
const UNITS_PER_POINT = 1e4;

/** Points as whole ten-thousandths, the resolution of the history. */
export const toStoredUnits = (points: number): number => Math.round(points * UNITS_PER_POINT);
export const fromStoredUnits = (units: number): number => units / UNITS_PER_POINT;

export const PARTS_PER_COIN = subScoreNames.length;

/** A stored ranking column by column, best rank first: ranked coins only, points in stored units. */
export const pastRankingSchema = z
  .object({
    at: z.number(),
    ids: z.array(z.string()),
    scores: z.array(z.number().int()),
    /** The sub-scores of each coin one after another, in the order of `subScoreNames`. */
    parts: z.array(z.number().int()),
  })
  .refine(({ ids, scores, parts }) => scores.length === ids.length && parts.length === ids.length * PARTS_PER_COIN, {
    message: "the columns have different lengths",
  });
export type PastRanking = z.infer<typeof pastRankingSchema>;

/** One coin of a ranking on its way into columns. */
export interface RankedScore {
  readonly id: string;
  readonly score: number;
  readonly subScores: Readonly<Record<(typeof subScoreNames)[number], number>>;
}

/** `coins` in rank order. */
export function toPastRanking(at: UnixMs, coins: readonly RankedScore[]): PastRanking {
  const ranking: PastRanking = { at, ids: [], scores: [], parts: [] };
  for (const { id, score, subScores } of coins) {
    ranking.ids.push(id);
    ranking.scores.push(toStoredUnits(score));
    for (const name of subScoreNames) ranking.parts.push(toStoredUnits(subScores[name]));
  }
  return ranking;
}
