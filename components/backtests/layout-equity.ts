import type { BacktestResult } from "@/lib/contracts/http/backtest-result";

export type EquityPoint = BacktestResult["equity_curve"][number];

export interface EquityLayout {
  readonly equity: string;
  readonly hold: string;
  /** Closed to the top of its box: the deeper, the further down. */
  readonly drawdown: string;
  readonly high: number;
  readonly low: number;
  readonly deepest: number;
  /** Where 1, the start, lies in the box of the curves; null outside of it. */
  readonly startY: number | null;
  /** Where the labels of the two ends stand: at their lines, as far apart as a line of text is high. */
  readonly endY: { readonly equity: number; readonly hold: number };
  readonly xs: readonly number[];
}

export interface EquityBox {
  readonly width: number;
  readonly height: number;
  readonly drawdownHeight: number;
}

const LABEL_HEIGHT = 16;
const round = (value: number) => Math.round(value * 100) / 100;

/** Moves two labels apart by as much as they overlap, and keeps both in the box. */
export function spreadLabels(equity: number, hold: number, height: number): { equity: number; hold: number } {
  const isAbove = equity <= hold;
  const overlap = Math.max(0, LABEL_HEIGHT - Math.abs(equity - hold)) / 2;
  const [top, bottom] = [LABEL_HEIGHT / 2, height - LABEL_HEIGHT / 2];
  const upper = Math.max(top, Math.min(Math.min(equity, hold) - overlap, bottom - LABEL_HEIGHT));
  const lower = Math.max(upper + LABEL_HEIGHT, Math.min(Math.max(equity, hold) + overlap, bottom));
  const [first, second] = [round(upper), round(lower)];
  return isAbove ? { equity: first, hold: second } : { equity: second, hold: first };
}

/** Places equity, the benchmark and the drawdown on one axis of time. Null with fewer than two points. */
export function layoutEquity(points: readonly EquityPoint[], box: EquityBox): EquityLayout | null {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || last.time === first.time) return null;
  let high = Number.NEGATIVE_INFINITY;
  let low = Number.POSITIVE_INFINITY;
  let deepest = 0;
  for (const { equity, benchmark, drawdown } of points) {
    high = Math.max(high, equity, benchmark);
    low = Math.min(low, equity, benchmark);
    deepest = Math.max(deepest, drawdown);
  }
  const span = high - low || 1;
  const xs = points.map(({ time }) => round(((time - first.time) / (last.time - first.time)) * box.width));
  const y = (value: number) => round((1 - (value - low) / span) * box.height);
  const line = (of: (point: EquityPoint) => number) =>
    points.map((point, index) => `${index === 0 ? "M" : "L"}${xs[index]} ${of(point)}`).join("");
  const depth = deepest === 0 ? 1 : deepest;
  return {
    equity: line(({ equity }) => y(equity)),
    hold: line(({ benchmark }) => y(benchmark)),
    drawdown: `${line(({ drawdown }) => round((drawdown / depth) * box.drawdownHeight))}V0H0Z`,
    high,
    low,
    deepest,
    startY: low <= 1 && high >= 1 ? y(1) : null,
    endY: spreadLabels(y(last.equity), y(last.benchmark), box.height),
    xs,
  };
}
