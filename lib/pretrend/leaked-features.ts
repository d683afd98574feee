import type { UnixMs } from "@/lib/market/units";
import { FEATURE_COUNT, FEATURE_NAMES, type FeatureName } from "./feature-names";
import { type PretrendHistory, universeAt } from "./history";
import type { PretrendUniverse } from "./pretrend-universe";
import { universeFeatures } from "./universe-features";

/**
 * The features that change when everything after a time is taken away, and so knew of it. None may.
 * `build` is how a universe is read from a history.
 */
export function leakedFeatures(
  history: PretrendHistory,
  at: UnixMs,
  build: (history: PretrendHistory, at: UnixMs) => PretrendUniverse = universeAt,
): FeatureName[] {
  const whole = build(history, at);
  const past = build(historyUntil(history, at), at);
  const left = universeFeatures(whole);
  const right = universeFeatures(past);
  const rowOf = new Map(past.coins.map(({ id }, row) => [id, row]));
  return FEATURE_NAMES.filter((_, j) =>
    whole.coins.some(({ id }, row) => {
      const other = rowOf.get(id);
      if (other === undefined) return true;
      const a = row * FEATURE_COUNT + j;
      const b = other * FEATURE_COUNT + j;
      return left.known[a] !== right.known[b] || left.values[a] !== right.values[b];
    }),
  );
}

/** What was recorded by a time. */
export function historyUntil(history: PretrendHistory, at: UnixMs): PretrendHistory {
  const coins = history.coins.map((coin) => {
    const closed = coin.openSeconds.filter((open) => open * 1_000 + 3_600_000 <= at).length;
    return {
      ...coin,
      openSeconds: coin.openSeconds.slice(0, closed),
      close: coin.close.slice(0, closed),
      turnoverSum: coin.turnoverSum.slice(0, closed),
    };
  });
  return { ...history, coins, to: Math.min(history.to, at) };
}
