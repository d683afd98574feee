import type { CandleData, CandleMark } from "@/components/charts/candle-canvas";
import type { BacktestCandles } from "@/lib/contracts/http/backtest-candles";
import type { WireTrade } from "@/lib/contracts/http/backtest-result";
import { formatChange } from "@/lib/format/percent";
import { formatPrice, priceDecimals } from "@/lib/format/price";
import { formatReading } from "@/lib/format/reading";
import { formatMoment } from "@/lib/format/time";
import { HOUR_MS, type UnixMs } from "@/lib/market/units";
import { exitWords } from "./present-backtest";

const AROUND_HOURS = 72;
/** So much of it is in sight at first; the rest is a drag away. */
const IN_SIGHT_HOURS = 24;

/** Three days before a trade to three days after it. */
export function candlesAround({ entry_time, exit_time }: WireTrade): { from: string; to: string } {
  const iso = (at: number) => new Date(at).toISOString();
  return {
    from: iso(Date.parse(entry_time) - AROUND_HOURS * HOUR_MS),
    to: iso(Date.parse(exit_time) + AROUND_HOURS * HOUR_MS),
  };
}

/** "SOL in 2025-02-01 04:00 UTC at $182.44 on a score of 74.2, out 2025-02-02 04:00 UTC at $190.10 (time): +3.97%." */
export function tradeSentence(trade: WireTrade): string {
  const { symbol, entry_time, exit_time, entry_price, exit_price, entry_score, reason, pnl_pct } = trade;
  const entry = `in ${formatMoment(Date.parse(entry_time))} at ${formatPrice(entry_price)} on a score of ${formatReading(entry_score, 1)}`;
  const exit = `out ${formatMoment(Date.parse(exit_time))} at ${formatPrice(exit_price)} (${exitWords[reason]})`;
  return `${symbol} ${entry}, ${exit}: ${formatChange(pnl_pct)}.`;
}

function marksOf(trade: WireTrade, index: number, chosen: boolean): CandleMark[] {
  const of = String(index);
  return [
    { of, at: Date.parse(trade.entry_time), kind: "in", text: "in", chosen },
    { of, at: Date.parse(trade.exit_time), kind: "out", text: exitWords[trade.reason], chosen },
  ];
}

function focusOf(candles: BacktestCandles["candles"], entryAt: UnixMs, exitAt: UnixMs): CandleData["focus"] {
  const [first, last] = [candles[0], candles.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const from = Math.max(first.openAt, entryAt - IN_SIGHT_HOURS * HOUR_MS);
  const to = Math.min(last.openAt, exitAt + IN_SIGHT_HOURS * HOUR_MS);
  return from < to ? { from, to } : undefined;
}

/** Candles with a sign at each entry and exit among them, named by the trade's index, and a line from the chosen entry to its exit. */
export function markedCandles(
  { coin_id, candles }: BacktestCandles,
  trades: readonly WireTrade[],
  chosen: WireTrade,
): CandleData {
  const last = candles.at(-1);
  const opens = new Set(candles.map(({ openAt }) => openAt));
  const marks = trades
    .flatMap((trade, index) => (trade.coin_id === coin_id ? marksOf(trade, index, trade === chosen) : []))
    .filter(({ at }) => opens.has(at))
    .sort((left, right) => left.at - right.at);
  const [entryAt, exitAt] = [Date.parse(chosen.entry_time), Date.parse(chosen.exit_time)];
  const ends = [
    { at: entryAt, value: chosen.entry_price },
    { at: exitAt, value: chosen.exit_price },
  ];
  return {
    bars: candles.map((candle) => ({ ...candle, at: candle.openAt, forming: false })),
    lines: [{ name: "trade", dashed: false, points: exitAt > entryAt ? ends : [] }],
    marks,
    focus: focusOf(candles, entryAt, exitAt),
    priceDecimals: last === undefined ? 2 : priceDecimals(last.close),
  };
}
