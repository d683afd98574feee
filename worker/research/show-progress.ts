import type { BacktestProgress } from "@/lib/contracts/http/backtests";
import { SECOND_MS, type UnixMs } from "@/lib/market/units";
import type { TaskProgress } from "./messages";

type Stage = BacktestProgress["stage"];

/** Where a stage begins and ends on the way of a whole run. */
const SHARES: Record<Stage, readonly [number, number]> = {
  waiting: [0, 0],
  loading: [0, 0.3],
  scoring: [0.3, 0.5],
  simulating: [0.5, 0.85],
  measuring: [0.85, 1],
};
/** Before it has run so long and so far, what is left is a guess that nobody should see. */
const TELLING_MS = 2 * SECOND_MS;
const TELLING_FRACTION = 0.02;

/**
 * Turns how far a stage is into how far the run is, and says what is left by the pace of what is done now: a venue's
 * pace says nothing of ours, so fetching tells its own end and the rest is measured from there.
 */
export function createProgress(show: (progress: BacktestProgress) => void, wallNow: () => UnixMs) {
  let paceFrom = { at: wallNow(), fraction: 0 };
  let wasLoading = false;
  return ({ stage, fraction: ofStage, simulatedAt, trades }: TaskProgress): void => {
    const [from, to] = SHARES[stage];
    const fraction = from + (to - from) * ofStage;
    const isLoading = stage === "loading";
    if (wasLoading && !isLoading) paceFrom = { at: wallNow(), fraction };
    wasLoading = isLoading;
    const elapsedMs = wallNow() - paceFrom.at;
    const done = fraction - paceFrom.fraction;
    const tells = elapsedMs >= TELLING_MS && done >= TELLING_FRACTION;
    const left = (isLoading ? to : 1) - fraction;
    show({
      fraction,
      stage,
      simulated_at: simulatedAt === null ? null : new Date(simulatedAt).toISOString(),
      trades,
      seconds_left: tells ? Math.round((elapsedMs / SECOND_MS) * (left / done)) : null,
      place: null,
    });
  };
}

/** Of a run that is split: by the parts that are done, wherever they were done. */
export function partsProgress(
  { done, total, paceMs, ownFraction }: { done: number; total: number; paceMs: number | null; ownFraction: number },
  trades: number,
): BacktestProgress {
  const [from, to] = SHARES.simulating;
  const share = Math.min(1, (done + ownFraction) / total);
  const left = paceMs === null ? null : Math.round(((total - done - ownFraction) * paceMs) / SECOND_MS);
  return {
    fraction: from + (to - from) * share,
    stage: "simulating",
    simulated_at: null,
    trades,
    seconds_left: left === null ? null : Math.max(0, left),
    place: null,
  };
}
