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
  readonly xs: readonly number[];
}

export interface EquityBox {
  readonly width: number;
  readonly height: number;
  readonly drawdownHeight: number;
}

const round = (value: number) => Math.round(value * 100) / 100;

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
    xs,
  };
}
