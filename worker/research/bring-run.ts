import { type BacktestPlan, WARM_UP_HOURS } from "@/lib/contracts/backtest-plan";
import { AppError } from "@/lib/errors";
import { isSameMarket, type Market } from "@/lib/market/clock";
import { HOUR_MS, type UnixMs } from "@/lib/market/units";
import type { JobContext } from "@/worker/runtime/services";
import type { Attempt } from "./attempt";
import type { LoadedHistories } from "./load-histories";
import type { Prepared, TaskProgress } from "./messages";

/** Brings what a run rests on into the thread, unless an earlier part of the same backtest left it there. */
export async function bringRun(
  context: JobContext,
  { claimed: { id, attempt, plan }, signal }: Attempt,
  onProgress: (progress: TaskProgress) => void,
): Promise<Prepared> {
  const { desk, load, codeVersion } = context.research;
  const { market } = plan.basis;
  if (!isSameMarket(market, context.clock())) throw impossible(otherMarketSentence(market, context.clock()));
  // Another attempt reads its data again: the one before may have ended because they changed.
  const key = `${id}.${attempt}`;
  const held = desk.prepared(key);
  if (held !== null) return held;
  const tell = (fraction: number) => onProgress({ stage: "loading", fraction, simulatedAt: null, trades: 0 });
  tell(0);
  const loaded = await load(
    {
      coins: plan.coins,
      isUniverse: plan.isUniverse,
      from: plan.from - WARM_UP_HOURS * HOUR_MS,
      to: plan.to,
      signal,
      onProgress: (done, total) => tell(total === 0 ? 1 : done / total),
    },
    context,
  );
  if (loaded.histories.length === 0) throw impossible(noDataSentence(plan, loaded));
  const sources = loaded.sources;
  const prepared = await desk.prepare(key, { kind: "prepare", plan, loaded, codeVersion }, { signal, onProgress });
  if (prepared.scoredHours === 0) {
    await desk.close();
    throw impossible(noScoreSentence(plan, sources));
  }
  return prepared;
}

const impossible = (message: string) => new AppError("not_found", message, { retryable: false });

/** Coins of two markets share their ids: the prices of one would pass for those of the other. */
function otherMarketSentence(asked: Market, present: Market): string {
  return `It was asked for on ${marketName(asked)}, and this server now runs on ${marketName(present)}, whose prices are others.`;
}

const marketName = ({ source, seed }: Market): string =>
  `the ${source === "replay" ? "replayed" : source} market${seed === null ? "" : ` (seed ${seed})`}`;

const minute = (at: UnixMs) => `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
const NAMED = 5;

function noDataSentence({ from, to }: BacktestPlan, { without }: LoadedHistories): string {
  const range = `between ${minute(from)} and ${minute(to)}`;
  const reasons = without.slice(0, NAMED).map(({ symbol, reason }) => `${symbol}: ${reason}`);
  const more = without.length > NAMED ? [`and ${without.length - NAMED} more`] : [];
  return [`No venue has prices ${range}.`, ...reasons, ...more].join(" ");
}

/** There are candles, and not one hour of the range can be scored. */
function noScoreSentence({ from, to }: BacktestPlan, sources: LoadedHistories["sources"]): string {
  const first = Math.min(...sources.map((source) => source.from));
  const last = Math.max(...sources.map((source) => source.to));
  const missing = sources.reduce((sum, source) => sum + source.missingHours, 0);
  const gaps = missing === 0 ? "" : ` ${missing.toLocaleString("en-US")} hours between are missing.`;
  const readyAt = first + WARM_UP_HOURS * HOUR_MS;
  const advice =
    readyAt >= to
      ? `The first score comes ${WARM_UP_HOURS} hours after the first price, at ${minute(readyAt)}, and the range ends at ${minute(to)}: it is too short.`
      : `Too many hours of the range from ${minute(from)} have no price to score it by.`;
  return `Prices are known from ${minute(first)} to ${minute(last)}.${gaps} ${advice}`;
}
