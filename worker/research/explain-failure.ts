import type { BacktestProgress } from "@/lib/contracts/http/backtests";
import { AppError } from "@/lib/errors";
import { MINUTE_MS } from "@/lib/market/units";

/** How often a backtest is begun before it counts as impossible. */
export const MOST_ATTEMPTS = 3;

const DOING: Record<BacktestProgress["stage"], string> = {
  waiting: "starting",
  loading: "bringing candles",
  scoring: "scoring",
  simulating: "simulating",
  measuring: "measuring",
};

const doing = (stage: string | null): string => DOING[(stage ?? "waiting") as keyof typeof DOING] ?? "running";

/** Of a backtest whose workers all ended without a word. */
export function diedSentence(attempts: number, stage: string | null): string {
  const times = attempts === 1 ? "once" : `${attempts} times`;
  return `The worker that ran it died ${times} while ${doing(stage)}, so it is not tried again. A shorter range or fewer coins need less memory and time.`;
}

export function timeoutSentence(timeoutMs: number, stage: string | null): string {
  return `It was stopped after ${Math.round(timeoutMs / MINUTE_MS)} minutes while ${doing(stage)}. A shorter range, fewer coins or fewer variants take less time.`;
}

/** What is said of a run that ended with this error. */
export function failureSentence(error: unknown, attempts: number, stage: string | null): string {
  if (!(error instanceof AppError))
    return `Something went wrong on our side while ${doing(stage)}; the log of the worker says more.`;
  return error.retryable ? `${endSentence(error.message)} It was tried ${attempts} times.` : endSentence(error.message);
}

const endSentence = (text: string): string => (/[.!?]$/u.test(text) ? text : `${text}.`);
