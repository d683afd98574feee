export interface SparklinePath {
  readonly d: string;
  readonly end: readonly [x: number, y: number];
}

/** The line of hourly closes in a box, one decimal of a pixel; null below two points. A flat line runs through the middle. */
export function sparklinePath(closes: readonly number[], width: number, height: number): SparklinePath | null {
  if (closes.length < 2) return null;
  const low = Math.min(...closes);
  const span = Math.max(...closes) - low;
  const inset = 2;
  const points = closes.map((close, index): [number, number] => [
    round((index / (closes.length - 1)) * (width - 2 * inset) + inset),
    round(span === 0 ? height / 2 : inset + (1 - (close - low) / span) * (height - 2 * inset)),
  ]);
  const end = points.at(-1) ?? [0, 0];
  return { d: points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join(""), end };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
