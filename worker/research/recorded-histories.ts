import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { buildBars } from "@/lib/backtest/build-bars";
import { AppError } from "@/lib/errors";
import type { Candle } from "@/lib/market/candle";
import type { HourRange } from "@/lib/market/hour-ranges";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import { type CandleSeries, closeTimeOf, openOf } from "@/lib/simulator/candle-series";
import { findRecording, readCandles } from "@/worker/tape/recording";
import {
  type CoinSource,
  DELISTED_AFTER_HOURS,
  type LoadedHistories,
  spanOfBars,
  type UnscoredHistory,
} from "./load-histories";

export type RecordedMarket = "spot" | "perp";

export interface RecordingWish extends Partial<HourRange> {
  readonly market: RecordedMarket;
  /** Pairs by their name or base, in any case; all when absent. */
  readonly symbols?: readonly string[];
  /** So many hours before the midnight at which trading may begin are the first; the last midnight ends it. */
  readonly warmUpHours?: number;
}

/** The recorded candles as a backtest reads them, and which file they are. */
export interface RecordedHistories extends LoadedHistories, HourRange {
  readonly file: { readonly name: string; readonly sha256: string };
  /** First line of what the recorder says of it. */
  readonly provenance: string;
}

const FOLDERS = { spot: "spot-1h", perp: "perp-1h" } as const;

/**
 * Every pair of a recorded folder on one grid: the whole recording, or the part of it asked for. A pair stands under its own
 * name: which coin it is does not change what it would have earned.
 */
export async function readRecordedHistories(directory: string, wish: RecordingWish): Promise<RecordedHistories> {
  const folder = join(directory, FOLDERS[wish.market]);
  const path = await findRecording(folder, /_1h_.*\.csv\.gz$/);
  const recorder = await readFile(join(folder, "PROVENANCE.txt"), "utf8");
  const all = await readCandles(path, HOUR_MS);
  const series = [...all].filter(([pair]) => isAskedFor(pair, wish.symbols));
  if (series.length === 0) throw nothing(`${basename(path)} has no pair named ${wish.symbols?.join(", ")}`);
  const range = rangeOf(series, wish);
  const loaded = series.toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([pair, one]) => loadPair(pair, one, range));
  if (loaded.length === 0) throw nothing(`${basename(path)} has no hours in this range`);
  return {
    ...range,
    histories: loaded.map(({ history }) => history),
    sources: loaded.map(({ source }) => source),
    without: [],
    // The recorder says of both that the pairs are those that were listed when it was recorded.
    survivorshipBias: /surviv/iu.test(recorder),
    file: { name: basename(path), sha256: await hashFile(path) },
    provenance: recorder.split("\n")[0]?.replace(/^WHAT\s*:\s*/u, "") ?? "",
  };
}

const baseOf = (pair: string): string => pair.replace(/_?USDT$/u, "");

function isAskedFor(pair: string, symbols: readonly string[] | undefined): boolean {
  if (symbols === undefined || symbols.length === 0) return true;
  return symbols.some((symbol) => [pair, baseOf(pair)].includes(symbol.toUpperCase()));
}

function rangeOf(
  series: readonly (readonly [string, CandleSeries])[],
  { from, to, warmUpHours }: RecordingWish,
): HourRange {
  const first = Math.min(...series.map(([, one]) => openOf(one, 0)));
  const last = Math.max(...series.map(([, one]) => closeTimeOf(one, one.close.length - 1)));
  const range = { from: Math.max(first, from ?? first), to: Math.min(last, to ?? last) };
  if (warmUpHours === undefined) return range;
  const warmUpMs = warmUpHours * HOUR_MS;
  const tradesFrom = Math.ceil((range.from + warmUpMs) / DAY_MS) * DAY_MS;
  return { from: tradesFrom - warmUpMs, to: Math.floor(range.to / DAY_MS) * DAY_MS };
}

function loadPair(
  pair: string,
  series: CandleSeries,
  { from, to }: HourRange,
): { history: UnscoredHistory; source: CoinSource }[] {
  const bars = buildBars(candlesOf(series), from, to);
  if (bars === null) return [];
  const symbol = baseOf(pair);
  const span = spanOfBars(bars);
  const delisted = to - span.to >= DELISTED_AFTER_HOURS * HOUR_MS;
  return [
    {
      history: { coinId: pair, symbol, bars, member: null, delisted },
      source: { coinId: pair, symbol, venue: "recorded", reason: "Recorded.", ...span, closeOnly: false },
    },
  ];
}

function candlesOf(series: CandleSeries): Candle[] {
  const { open, high, low, close, turnoverSum } = series;
  return Array.from(close, (last, index) => {
    const volumeUsd = (turnoverSum[index] ?? 0) - (index === 0 ? 0 : (turnoverSum[index - 1] ?? 0));
    return {
      openAt: openOf(series, index),
      open: open[index] ?? last,
      high: high[index] ?? last,
      low: low[index] ?? last,
      close: last,
      volume: volumeUsd / last,
      volumeUsd,
    };
  });
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

const nothing = (message: string) => new AppError("not_found", message, { retryable: false });
