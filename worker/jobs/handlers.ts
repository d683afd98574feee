import type { JobName, JobPayload } from "@/lib/contracts/jobs";
import type { JobContext } from "@/worker/runtime/services";
import { bootstrapVolume } from "./bootstrap-volume";
import { computeClusters } from "./compute-clusters";
import { evaluateAlerts } from "./evaluate-alerts";
import { followUpPretrend } from "./follow-up-pretrend";
import { joinBacktest } from "./join-backtest";
import { loadCandles } from "./load-candles";
import { mapPairs } from "./map-pairs";
import { measureScorecard } from "./measure-scorecard";
import { refreshCategories } from "./refresh-categories";
import { refreshFast } from "./refresh-fast";
import { refreshFull } from "./refresh-full";
import { retainHistory } from "./retain-history";
import { runBacktest } from "./run-backtest";
import { runBacktestPart } from "./run-backtest-part";
import { sendDelivery } from "./send-delivery";
import { sweepBacktests } from "./sweep-backtests";
import { sweepDeliveries } from "./sweep-deliveries";

export type Handlers = { readonly [N in JobName]: (payload: JobPayload<N>, context: JobContext) => Promise<unknown> };

/** One handler a job; a job without one does not compile. */
export const handlers: Handlers = {
  "momentum.refresh-fast": refreshFast,
  "momentum.refresh-full": refreshFull,
  "volume.bootstrap": bootstrapVolume,
  "clusters.compute": computeClusters,
  "candles.load": loadCandles,
  "pairs.map": mapPairs,
  "pretrend.follow-up": followUpPretrend,
  "scorecard.measure": measureScorecard,
  "backtest.run": runBacktest,
  "backtest.part": runBacktestPart,
  "backtest.join": joinBacktest,
  "backtest.sweep": sweepBacktests,
  "alerts.evaluate": evaluateAlerts,
  "delivery.send": sendDelivery,
  "delivery.sweep": sweepDeliveries,
  "history.retain": retainHistory,
  "universe.categories": refreshCategories,
};
