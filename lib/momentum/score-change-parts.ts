import { fromStoredUnits, PARTS_PER_COIN } from "./past-ranking";
import type { RankMove } from "./rank-move";
import { subScoreNames } from "./sub-scores";

/** A score and six sub-scores on both sides are rounded by half a unit each: what they can be apart without a ceiling. */
const ROUNDING_UNITS = 1 + PARTS_PER_COIN;

/**
 * Why a score changed, in points that add up to the change exactly, largest first. Rounding goes to the largest part; a
 * remainder that rounding cannot explain is what the ceiling of 100 took or gave back. Arguments in stored units.
 */
export function scoreChangeParts(
  scoreDelta: number,
  partsNow: readonly number[],
  partsThen: readonly number[],
): RankMove["own"]["parts"] {
  const deltas = subScoreNames.map((name, i) => ({ name, units: (partsNow[i] ?? 0) - (partsThen[i] ?? 0) }));
  deltas.sort((a, b) => Math.abs(b.units) - Math.abs(a.units));
  const remainder = scoreDelta - deltas.reduce((sum, { units }) => sum + units, 0);
  const [largest] = deltas;
  const isRounding = Math.abs(remainder) <= ROUNDING_UNITS;
  if (isRounding && largest !== undefined) largest.units += remainder;
  const parts: RankMove["own"]["parts"] = deltas.map(({ name, units }) => ({ name, points: fromStoredUnits(units) }));
  if (!isRounding) parts.push({ name: "clamp", points: fromStoredUnits(remainder) });
  return parts.filter(({ points }) => points !== 0).sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
}
