import fc from "fast-check";
import type { UnixMs } from "@/lib/market/units";
import { seededRandom } from "@/lib/statistics/seeded-random";
import type { CoinHistory } from "./bars";
import type { Rules } from "./parameters";

/** Midnight UTC of 1 January 2025. */
export const MIDNIGHT: UnixMs = 1_735_689_600_000;

export const freeOfCosts: Rules = {
  threshold: 70,
  holdHours: 24,
  stopLossPct: null,
  takeProfitPct: null,
  feeBps: 0,
  slippage: { model: "fixed", bps: 0 },
  allowReentry: false,
  side: "long",
};

/** Bars by hand: [open, high, low, close], with a score at each close. */
export function historyOf(
  bars: readonly (readonly number[])[],
  scores: readonly number[],
  coinId = "coin",
): CoinHistory {
  const column = (at: number) => Float64Array.from(bars, (bar) => bar[at] ?? 0);
  return {
    coinId,
    symbol: coinId,
    bars: {
      firstOpenAt: MIDNIGHT,
      open: column(0),
      high: column(1),
      low: column(2),
      close: column(3),
      volumeUsd: new Float64Array(bars.length).fill(1e6),
      traded: new Uint8Array(bars.length).fill(1),
    },
    scores: { scores: Float64Array.from(scores), known: new Uint8Array(bars.length).fill(1) },
    member: null,
    delisted: false,
  };
}

export interface RandomHistory {
  readonly seed: number;
  readonly bars: number;
  /** Share of the hours that the venue left out, and hours at the end without any trade. */
  readonly gaps?: number;
  readonly silentEnd?: number;
  readonly delisted?: boolean;
  /** Standard deviation of an hour's return. */
  readonly deviation?: number;
  readonly coinId?: string;
}

/** A random walk that gaps between close and open, with scores that cross the threshold now and then. */
export function randomHistory(wanted: RandomHistory): CoinHistory {
  const { seed, bars, gaps = 0.03, silentEnd = 0, delisted = false, deviation = 0.02, coinId = "coin" } = wanted;
  const random = seededRandom(seed);
  const swing = () => (random() + random() + random() - 1.5) * 2 * deviation;
  const history = historyOf(
    Array.from({ length: bars }, () => []),
    [],
    coinId,
  );
  const { open, high, low, close, volumeUsd, traded } = history.bars;
  const scores = new Float64Array(bars);
  const known = new Uint8Array(bars);
  let price = 1 + random() * 1_000;
  let score = 60;
  for (let i = 0; i < bars; i++) {
    score = Math.min(100, Math.max(0, score + (random() - 0.5) * 25));
    const silent = i > 0 && (random() < gaps || i >= bars - silentEnd);
    if (silent) {
      for (const column of [open, high, low, close]) column[i] = price;
      volumeUsd[i] = 0;
      traded[i] = 0;
      continue;
    }
    open[i] = price * Math.exp(swing() / 3);
    price = (open[i] as number) * Math.exp(swing());
    close[i] = price;
    high[i] = Math.max(open[i] as number, price) * (1 + (random() * deviation) / 2);
    low[i] = Math.min(open[i] as number, price) * (1 - (random() * deviation) / 2);
    volumeUsd[i] = 1e5 * (0.2 + random());
    known[i] = random() < 0.97 ? 1 : 0;
    scores[i] = known[i] === 1 ? score : 0;
  }
  return { ...history, scores: { scores, known }, delisted };
}

export const anyHistory = fc
  .record({
    seed: fc.integer({ min: 1, max: 1e9 }),
    bars: fc.integer({ min: 1, max: 400 }),
    gaps: fc.constantFrom(0, 0.03, 0.3),
    silentEnd: fc.constantFrom(0, 0, 1, 20),
    delisted: fc.boolean(),
    deviation: fc.constantFrom(0.002, 0.02, 0.1),
  })
  .map(randomHistory);

export const anyRules: fc.Arbitrary<Rules> = fc.record({
  threshold: fc.constantFrom(0, 40, 60, 70, 90, 100),
  holdHours: fc.constantFrom(1, 2, 5, 24, 100),
  stopLossPct: fc.constantFrom(null, 0.5, 3, 10),
  takeProfitPct: fc.constantFrom(null, 0.5, 4, 20),
  feeBps: fc.constantFrom(0, 10, 100),
  slippage: fc.constantFrom<Rules["slippage"]>(
    { model: "fixed", bps: 0 },
    { model: "fixed", bps: 5 },
    { model: "fixed", bps: 1_000 },
    { model: "sqrt_impact", orderUsd: 100_000 },
  ),
  allowReentry: fc.boolean(),
  side: fc.constant("long" as const),
});

export const everything = ({ bars }: CoinHistory) => ({ fromBar: 0, toBar: bars.close.length });

/** Synthetic bars are too few and too odd for the live board's judgement, which has tests of its own. */
export const neverBarred = () => false;
