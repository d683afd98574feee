import type { CandleSeries } from "./candle-series";
import { TapeProblem } from "./tape-problem";

const HEADER = "symbol,ts,open,high,low,close,volume";
/** Of a market without pauses: each hour opens where the one before closed. */
const HEADER_WITHOUT_OPEN = "symbol,ts,high,low,close,volume";
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const COMMA = 44;
const DOT = 46;
const ZERO = 48;
const MOST_DIGITS = 15;
const DECIMAL = /^-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

/** Reads candle files as their bytes arrive. */
export interface CandleParser {
  push(bytes: Uint8Array): void;
  finish(): ReadonlyMap<string, CandleSeries>;
}

interface Columns {
  openSeconds: Float64Array;
  open: Float64Array;
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  turnoverSum: Float64Array;
}

const COLUMN_NAMES = ["openSeconds", "open", "high", "low", "close", "turnoverSum"] as const;

function allocate(rows: number): Columns {
  const column = () => new Float64Array(rows);
  return {
    openSeconds: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    turnoverSum: column(),
  };
}

/** The numbers of a line; without an open it is the close before, as far as the candle reached. */
function candleOf(fields: Float64Array, closeBefore: number | null) {
  const [seconds = 0, ...rest] = fields;
  const [volume = 0, close = 0, low = 0, high = 0, stated] = rest.toReversed();
  const open = stated ?? Math.min(high, Math.max(low, closeBefore ?? close));
  return { seconds, open, high, low, close, volume };
}

/**
 * Parses `symbol,ts,open,high,low,close,volume` (ts in seconds at the open, volume in base units; the open may be left out),
 * sorted by symbol and time. It works on bytes: 150 MB of text as strings would cost more memory and time than the whole market.
 */
export function createCandleParser(fileName: string, spanMs: number): CandleParser {
  let rest: Uint8Array = new Uint8Array(0);
  let headerSeen = false;
  let line = 0;
  let rows = 0;
  let columns = allocate(1 << 16);
  let symbolBytes = new Uint8Array(0);
  let symbolFrom = 0;
  const ranges: { symbol: string; from: number; to: number }[] = [];
  let fields = new Float64Array(6);

  const refuse = (what: string): never => {
    throw new TapeProblem(`${fileName}, line ${line}: ${what}`);
  };
  const grow = (): void => {
    const larger = allocate(columns.close.length * 2);
    for (const name of COLUMN_NAMES) larger[name].set(columns[name]);
    columns = larger;
  };
  const endSymbol = (): void => {
    if (rows > symbolFrom) ranges.push({ symbol: textOf(symbolBytes), from: symbolFrom, to: rows });
    symbolFrom = rows;
  };
  const closeBefore = (): number | null => (rows > symbolFrom ? (columns.close[rows - 1] ?? null) : null);
  const store = (): void => {
    const { seconds, open, high, low, close, volume } = candleOf(fields, closeBefore());
    if (!(open > 0 && low > 0 && close > 0 && high >= low && volume >= 0)) refuse("prices must be positive numbers");
    if (rows > symbolFrom && seconds <= (columns.openSeconds[rows - 1] ?? 0))
      refuse("candles must be in order of time");
    if (rows === columns.close.length) grow();
    columns.openSeconds[rows] = seconds;
    columns.open[rows] = open;
    columns.high[rows] = high;
    columns.low[rows] = low;
    columns.close[rows] = close;
    const before = rows > symbolFrom ? (columns.turnoverSum[rows - 1] ?? 0) : 0;
    columns.turnoverSum[rows] = before + volume * close;
    rows += 1;
  };
  const readCandle = (bytes: Uint8Array, from: number, end: number): void => {
    const comma = bytes.indexOf(COMMA, from);
    if (comma <= from || comma >= end) refuse("expected seven columns");
    if (!sameBytes(symbolBytes, bytes, from, comma)) {
      endSymbol();
      symbolBytes = bytes.slice(from, comma);
    }
    if (!readNumbers(bytes, comma + 1, end, fields))
      refuse(`expected ${fields.length === 6 ? "six" : "five"} numbers after the symbol`);
    store();
  };
  const readHeader = (text: string): void => {
    if (text === HEADER_WITHOUT_OPEN) fields = new Float64Array(5);
    else if (text !== HEADER) refuse(`expected the columns ${HEADER}`);
    headerSeen = true;
  };
  const readLine = (bytes: Uint8Array, from: number, to: number): void => {
    line += 1;
    const end = to > from && bytes[to - 1] === CARRIAGE_RETURN ? to - 1 : to;
    if (end === from) return;
    if (headerSeen) readCandle(bytes, from, end);
    else readHeader(textOf(bytes.subarray(from, end)));
  };

  return {
    push(bytes) {
      const all = rest.length === 0 ? bytes : joined(rest, bytes);
      let from = 0;
      for (let to = all.indexOf(NEWLINE); to !== -1; to = all.indexOf(NEWLINE, from)) {
        readLine(all, from, to);
        from = to + 1;
      }
      rest = all.slice(from);
    },
    finish() {
      if (rest.length > 0) readLine(rest, 0, rest.length);
      endSymbol();
      if (ranges.length === 0) throw new TapeProblem(`${fileName} holds no candles`);
      return bySymbol(ranges, columns, spanMs, fileName);
    },
  };
}

function bySymbol(
  ranges: readonly { symbol: string; from: number; to: number }[],
  columns: Columns,
  spanMs: number,
  fileName: string,
): ReadonlyMap<string, CandleSeries> {
  const series = new Map<string, CandleSeries>();
  for (const { symbol, from, to } of ranges) {
    if (series.has(symbol)) throw new TapeProblem(`${fileName}: the candles of ${symbol} are not in one piece`);
    series.set(symbol, {
      spanMs,
      openSeconds: columns.openSeconds.subarray(from, to),
      open: columns.open.subarray(from, to),
      high: columns.high.subarray(from, to),
      low: columns.low.subarray(from, to),
      close: columns.close.subarray(from, to),
      turnoverSum: columns.turnoverSum.subarray(from, to),
    });
  }
  return series;
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}

function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function sameBytes(left: Uint8Array, right: Uint8Array, from: number, to: number): boolean {
  if (left.length !== to - from) return false;
  for (let place = 0; place < left.length; place++) if (left[place] !== right[from + place]) return false;
  return true;
}

/** Reads comma-separated decimal numbers into `out`; false unless there are exactly as many as fit. */
function readNumbers(bytes: Uint8Array, from: number, to: number, out: Float64Array): boolean {
  let start = from;
  for (let field = 0; field < out.length; field++) {
    const comma = bytes.indexOf(COMMA, start);
    const last = field === out.length - 1;
    const end = last ? to : comma;
    if (last ? comma !== -1 && comma < to : comma === -1 || comma >= to) return false;
    const value = decimal(bytes, start, end);
    if (Number.isNaN(value)) return false;
    out[field] = value;
    start = end + 1;
  }
  return true;
}

/**
 * A decimal number from ASCII bytes. Up to 15 digits the quotient of two exact doubles is correctly rounded,
 * so this equals `Number(text)`; longer and rarer forms are left to `Number`.
 */
function decimal(bytes: Uint8Array, from: number, to: number): number {
  let mantissa = 0;
  let decimals = 0;
  let dots = 0;
  for (let place = from; place < to; place++) {
    const byte = bytes[place] ?? 0;
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      decimals += dots;
    } else if (byte === DOT && dots === 0) dots = 1;
    else return slowDecimal(bytes, from, to);
  }
  const digits = to - from - dots;
  if (digits === 0 || digits > MOST_DIGITS) return slowDecimal(bytes, from, to);
  return decimals > 0 ? mantissa / 10 ** decimals : mantissa;
}

function slowDecimal(bytes: Uint8Array, from: number, to: number): number {
  const text = textOf(bytes.subarray(from, to));
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}
