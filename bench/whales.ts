/**
 * The whale watch on one core: frames of Binance's combined stream, as text, to trades, to taker orders, and after every
 * 100,000 (five seconds at the aim of 20,000 a second) a report of every coin and what a save takes. `node --expose-gc --import tsx bench/whales.ts [trades] [pairs]`.
 * Frames are made in batches outside the measured time. Beside it, the floor (JSON.parse alone) and a zod schema per frame
 * in place of the hand-checked fields. Sockets are not in it.
 */
import { z } from "zod";
import { parseFrame } from "../lib/adapters/binance/frame";
import type { Trade } from "../lib/market/trade";
import { seededRandom } from "../lib/statistics/seeded-random";
import { type BaselineShare, readBaselineShare } from "../lib/whales/baseline-share";
import { createOrderLog } from "../lib/whales/order-log";
import { createPairLedger } from "../lib/whales/pair-ledger";
import { readWhales } from "../lib/whales/read-whales";

const TRADES = Number(process.argv[2] ?? 2_000_000);
const PAIRS = Number(process.argv[3] ?? 400);
const BATCH = 20_000;
const MIN_USD = 100_000;
const START = Date.UTC(2026, 10, 20);
const SPAN_MS = 26 * 3_600_000;
const REPORT_EVERY = 100_000;

const names = Array.from({ length: PAIRS }, (_, index) => `C${index}USDT`);
const multipliers = new Map(names.map((name) => [name, 1]));

/** Busy pairs first, as on a real venue; one fill in three continues the order before it. */
function createFrames(seed: number) {
  const random = seededRandom(seed);
  const ids = new Array<number>(PAIRS).fill(0);
  const last = names.map(() => ({ at: 0, m: false }));
  let at = START;
  return (count: number): string[] => {
    const frames: string[] = [];
    for (let frame = 0; frame < count; frame++) {
      at += SPAN_MS / TRADES;
      const pair = Math.floor(PAIRS * random() ** 4);
      const before = last[pair] ?? { at: 0, m: false };
      const continues = random() < 1 / 3 && before.at > 0;
      const own = continues ? before : { at: Math.floor(at), m: random() < 0.5 };
      last[pair] = own;
      const usd = Math.exp(6 + 2.2 * (random() + random() + random() - 1.5) * 2);
      const id = (ids[pair] ?? 0) + 1;
      ids[pair] = id;
      const name = names[pair] ?? "";
      const data = `{"e":"aggTrade","E":${own.at + 3},"s":"${name}","a":${id},"p":"2.50000000","q":"${(usd / 2.5).toFixed(8)}","f":${id},"l":${id},"T":${own.at},"m":${own.m},"M":true}`;
      frames.push(`{"stream":"${name.toLowerCase()}@aggTrade","data":${data}}`);
    }
    return frames;
  };
}

function openBook(name: string) {
  const log = createOrderLog();
  const begin = { lastTrade: 0, at: START };
  const ledger = createPairLedger({ minUsd: MIN_USD, onOrder: log.add, hours: [], cursor: null, begin });
  let baseline: BaselineShare | null = null;
  let hour = 0;
  return {
    ledger,
    report(now: number) {
      const hours = ledger.hours(now);
      if (Math.floor(now / 3_600_000) !== hour) {
        hour = Math.floor(now / 3_600_000);
        baseline = readBaselineShare(hours, now);
      }
      const orders = [...log.weighed(now), ...ledger.openOrders()];
      const known = baseline ?? { share: null, days: 0 };
      return readWhales(
        { coinId: name, pair: name, orders, hours, backFilled: true, watchedUntil: now, baseline: known },
        MIN_USD,
        now,
      );
    },
    save(now: number) {
      const saved = ledger.toSave();
      if (saved !== null) ledger.saved(saved.cursor);
      ledger.forget(now);
    },
  };
}

function createIngestion(reads: boolean) {
  const books = new Map(names.map((name) => [name, openBook(name)]));
  const counts = { trades: 0, malformed: 0, reports: 0, badges: 0, orders: 0 };

  function readAll(now: number): void {
    counts.orders = 0;
    for (const book of books.values()) {
      const report = book.report(now);
      counts.reports++;
      counts.orders += report.orders;
      if ((report.confidence ?? 0) >= 0.6) counts.badges++;
    }
  }

  function take(frame: string): void {
    const parsed = parseFrame(frame, multipliers);
    if (parsed.kind !== "trade") {
      counts.malformed++;
      return;
    }
    counts.trades++;
    books.get(parsed.pair)?.ledger.accept(parsed.trade);
    if (!reads || counts.trades % REPORT_EVERY !== 0) return;
    readAll(parsed.trade.at);
    for (const book of books.values()) book.save(parsed.trade.at);
  }

  return { take, counts, books };
}

const frameSchema = z.object({
  stream: z.string(),
  data: z.object({
    e: z.literal("aggTrade"),
    s: z.string(),
    a: z.number().int(),
    p: z.string().regex(/^\d+(\.\d+)?$/),
    q: z.string().regex(/^\d+(\.\d+)?$/),
    T: z.number().int(),
    m: z.boolean(),
  }),
});

function withSchema(frame: string): Trade | null {
  const parsed = frameSchema.safeParse(JSON.parse(frame));
  if (!parsed.success) return null;
  const { a, p, q, T, m } = parsed.data.data;
  return { id: a, at: T, priceUsd: Number(p), quantity: Number(q), takerSide: m ? "sell" : "buy" };
}

function run(label: string, take: (frame: string) => unknown): number {
  const makeFrames = createFrames(42);
  let cpuMicros = 0;
  for (let done = 0; done < TRADES; done += BATCH) {
    const frames = makeFrames(Math.min(BATCH, TRADES - done));
    const before = process.cpuUsage();
    for (const frame of frames) take(frame);
    const { user, system } = process.cpuUsage(before);
    cpuMicros += user + system;
  }
  const rate = TRADES / (cpuMicros / 1e6);
  console.log(`${label}: ${Math.round(rate).toLocaleString("en")} frames per second of CPU`);
  return rate;
}

const heapMegabytes = () => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
};

const floor = run("JSON.parse alone", (frame) => JSON.parse(frame));
const schema = run("parsed with a zod schema, not kept", withSchema);
const parsing = run("parseFrame, not kept", (frame) => parseFrame(frame, multipliers));
const heapBefore = heapMegabytes();
const ingesting = run("parseFrame and the ledger", createIngestion(false).take);
const full = createIngestion(true);
const whole = run("all of it", full.take);
const heapAfter = heapMegabytes();
console.log(
  `of JSON.parse alone: zod ${(floor / schema).toFixed(1)}x, parseFrame ${(floor / parsing).toFixed(1)}x, ` +
    `with ledger ${(floor / ingesting).toFixed(1)}x, all ${(floor / whole).toFixed(1)}x the time`,
);
console.log(full.counts);
console.log(
  `live heap ${heapBefore.toFixed(0)} MB before, ${heapAfter.toFixed(0)} MB after; ` +
    `peak RSS ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
);
if (full.counts.trades !== TRADES) throw new Error("Trades were lost");
