import type { Asset } from "@/lib/market/asset";
import { DAY_MS, type UnixMs } from "@/lib/market/units";
import type { Exclusion, Flag } from "./scored-coin";

const DAY_CLOSES = 24;
const STABLE_WEEK_RANGE = 0.015;
const STABLE_DAY_RANGE = 0.007;

export interface Categories {
  /** Coin ids in CoinGecko's stablecoin category. */
  stable: ReadonlySet<string>;
  /** Coin ids of wrapped and staked forms of other coins. */
  derivative: ReadonlySet<string>;
}

export interface Standing {
  excluded: Exclusion | null;
  flags: Flag[];
  /** No volume, stable-like, dead or too new: whatever its score, such a coin is never a BUY. */
  buyBarred: boolean;
}

/**
 * Whether a coin takes part in the ranking, and if not, why; the first reason of stable, derivative, dead and new wins,
 * the flags say all of them. A dead coin's flat line is not called stable-like.
 */
export function judgeStanding(
  asset: Asset,
  closes: Float64Array,
  categories: Categories,
  includeDerivatives: boolean,
  now: UnixMs,
): Standing {
  const dead = isDead(asset, now);
  const stable = categories.stable.has(asset.id) || (!dead && movesLikeStable(asset, closes));
  const derivative = categories.derivative.has(asset.id);
  const fresh = closes.length < DAY_CLOSES;
  const flags: Flag[] = [];
  if (stable) flags.push("stable_like");
  if (derivative) flags.push("derivative");
  if (dead) flags.push("dead");
  if (fresh) flags.push("new_coin");
  if (asset.lastUpdatedAt === null && closes.length === 0) flags.push("stale_price");
  const stray = derivative && !includeDerivatives;
  return { excluded: exclusionOf(stable, stray, dead, fresh), flags, buyBarred: stable || dead || fresh };
}

function exclusionOf(stable: boolean, derivative: boolean, dead: boolean, fresh: boolean): Exclusion | null {
  if (stable) return "stable";
  if (derivative) return "derivative";
  if (dead) return "dead";
  return fresh ? "new" : null;
}

function isDead({ volumeUsd24h, lastUpdatedAt }: Asset, now: UnixMs): boolean {
  return volumeUsd24h === 0 || (lastUpdatedAt !== null && now - lastUpdatedAt > DAY_MS);
}

/** Seven days within 1.5 % and the last day within 0.7 %; false when there is less than a day of closes to tell from. */
function movesLikeStable(asset: Asset, closes: Float64Array): boolean {
  if (closes.length < DAY_CLOSES) return false;
  const { highUsd24h, lowUsd24h } = asset;
  const dayRange =
    highUsd24h !== null && lowUsd24h !== null && lowUsd24h > 0
      ? highUsd24h / lowUsd24h - 1
      : rangeOf(closes, closes.length - DAY_CLOSES);
  return dayRange < STABLE_DAY_RANGE && rangeOf(closes, 0) < STABLE_WEEK_RANGE;
}

/** Highest close over lowest, minus 1, from `start` on. */
function rangeOf(closes: Float64Array, start: number): number {
  let high = 0;
  let low = Number.POSITIVE_INFINITY;
  for (let i = start; i < closes.length; i++) {
    const close = closes[i] ?? 0;
    if (close > high) high = close;
    if (close < low) low = close;
  }
  return high / low - 1;
}
