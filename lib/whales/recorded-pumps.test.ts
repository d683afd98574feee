import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Trade } from "@/lib/market/trade";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type UnixMs } from "@/lib/market/units";
import { median } from "@/lib/statistics/median";
import { readBaselineShare } from "./baseline-share";
import { createOrderLog } from "./order-log";
import { createPairLedger } from "./pair-ledger";
import { readWhales } from "./read-whales";

/** Announced pumps of 2020 with every trade of two days on either side, recorded by others; they stay outside the repository. */
const folder = resolve(import.meta.dirname, "../../../shared/data/pumps/trades");
/** One constant for a year in which it went from 7,000 to 29,000: the pairs are quoted in bitcoin. */
const USD_PER_BITCOIN = 9_000;
const BADGE = 0.6;
/** Groups buy up to two minutes before they announce. */
const EARLY_MS = 2 * MINUTE_MS;
const FOUND_WITHIN_MS = HOUR_MS;

interface Pump {
  name: string;
  announcedAt: UnixMs;
  trades: Trade[];
}

interface Finding {
  name: string;
  /** From the announced minute to the first badge; null when none came within the hour, or it was worn already. */
  delaySeconds: number | null;
  /** Minutes for which it was worn without a break two minutes before the announcement. */
  wornMinutes: number;
  /** Part of minutes 47 to 24 hours before, and of the last 24 hours before, in which it was worn. */
  shareDayBefore: number;
  shareLastDay: number;
  /** Hours of all those before in which it was put on anew: how often one hour after any moment would "find" something. */
  shareOfHoursWithOnset: number;
}

function readPump(file: string): Pump {
  const [name = "", date = "", time = ""] = file.replace(".csv.gz", "").split("_");
  const [, ...lines] = gunzipSync(readFileSync(resolve(folder, file)))
    .toString("utf8")
    .trim()
    .split("\n");
  const rows = lines.map((line) => line.split(","));
  rows.sort((a, b) => Number(a[1]) - Number(b[1]));
  const trades = rows.map(
    ([, at, , side, price, amount], id): Trade => ({
      id: id + 1,
      at: Number(at),
      priceUsd: Number(price) * USD_PER_BITCOIN,
      quantity: Number(amount),
      takerSide: side === "buy" ? "buy" : "sell",
    }),
  );
  return { name: `${name} ${date}`, announcedAt: Date.parse(`${date}T${time.replace(".", ":")}:00Z`), trades };
}

/** The book that also keeps live trades, and whether its coin wears the badge. */
function openBook(name: string, begin: UnixMs, minUsd: number) {
  const log = createOrderLog();
  let orders = 0;
  const ledger = createPairLedger({
    minUsd,
    onOrder: (order) => {
      orders++;
      log.add(order);
    },
    hours: [],
    cursor: null,
    begin: { lastTrade: 0, at: begin },
  });
  return {
    /** Whether a whale order ended with it. */
    accept: (trade: Trade): boolean => {
      const before = orders;
      ledger.accept(trade);
      return orders > before;
    },
    isBadge: (now: UnixMs): boolean => {
      const hours = ledger.hours(now);
      const evidence = {
        coinId: name,
        pair: name,
        backFilled: true,
        watchedUntil: now,
        orders: [...log.weighed(now), ...ledger.openOrders()],
        hours,
        baseline: readBaselineShare(hours, now),
      };
      return (readWhales(evidence, minUsd, now).confidence ?? 0) >= BADGE;
    },
  };
}

/** Plays a recording: looks every minute until shortly before the announcement, then at every whale order. */
function watchPump({ name, announcedAt, trades }: Pump, minUsd: number): Finding {
  const begin = trades[0]?.at ?? 0;
  const book = openBook(name, begin, minUsd);
  const worn: boolean[] = [];
  const firstMinute = Math.ceil(begin / MINUTE_MS) * MINUTE_MS + HOUR_MS;
  const early = announcedAt - EARLY_MS;
  let next = 0;
  for (let minute = firstMinute; minute < early; minute += MINUTE_MS) {
    for (; (trades[next]?.at ?? minute) < minute; next++) book.accept(trades[next] as Trade);
    worn.push(book.isBadge(minute));
  }
  const isEnd = ({ at }: Trade) => at > announcedAt + FOUND_WITHIN_MS;
  const found = trades.slice(next).find((trade) => isEnd(trade) || (book.accept(trade) && book.isBadge(trade.at)));
  const wasWorn = worn.at(-1) === true;
  const lastDay = worn.length - (DAY_MS - EARLY_MS) / MINUTE_MS;
  return {
    name,
    delaySeconds: found === undefined || isEnd(found) || wasWorn ? null : (found.at - announcedAt) / SECOND_MS,
    wornMinutes: worn.length - 1 - worn.lastIndexOf(false),
    shareDayBefore: shareOf(worn.slice(0, lastDay)),
    shareLastDay: shareOf(worn.slice(lastDay)),
    shareOfHoursWithOnset: shareOfHoursWithOnset(worn),
  };
}

function shareOf(flags: readonly boolean[]): number {
  return flags.filter((flag) => flag).length / Math.max(1, flags.length);
}

function shareOfHoursWithOnset(worn: readonly boolean[]): number {
  const onsets = worn.map((flag, index) => flag && worn[index - 1] === false);
  const hours = Array.from({ length: Math.floor(worn.length / 60) }, (_, hour) =>
    onsets.slice(hour * 60, hour * 60 + 60).includes(true),
  );
  return shareOf(hours);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

describe.skipIf(!existsSync(folder))(`recorded pumps (skipped where ${folder} is absent)`, () => {
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".csv.gz")) : [];
  const pumps = files.sort().map(readPump);

  /** Everything published in docs/whale-detection.md is printed here. */
  function report(minUsd: number): Finding[] {
    const findings = pumps.map((pump) => watchPump(pump, minUsd));
    const delays = findings.map(({ delaySeconds }) => delaySeconds).filter((delay) => delay !== null);
    const cells = [
      `${minUsd} USD`,
      `${delays.length} of ${findings.length}`,
      `${findings.filter(({ wornMinutes }) => wornMinutes > 0).length}`,
      `${median(delays)?.toFixed(1)} s`,
      percent(mean(findings.map(({ shareDayBefore }) => shareDayBefore))),
      percent(mean(findings.map(({ shareLastDay }) => shareLastDay))),
      percent(mean(findings.map((finding) => finding.shareOfHoursWithOnset))),
    ];
    process.stdout.write(`| ${cells.join(" | ")} |\n`);
    return findings;
  }

  function describeFinding({ name, delaySeconds, wornMinutes, shareDayBefore, shareLastDay }: Finding): string {
    const late = delaySeconds === null ? "not found" : `${delaySeconds.toFixed(1)} s`;
    const result = wornMinutes > 0 ? `worn for ${wornMinutes} min` : late;
    return `| ${name} | ${result} | ${percent(shareDayBefore)} | ${percent(shareLastDay)} |`;
  }

  it("wears the badge within an hour of almost every announcement, and seldom on the quiet day before", () => {
    const findings = report(2_000);
    process.stdout.write(`${findings.map(describeFinding).join("\n")}\n`);
    expect(findings.length).toBeGreaterThanOrEqual(18);
    const found = findings.filter(({ delaySeconds }) => delaySeconds !== null);
    const worn = findings.filter(({ wornMinutes }) => wornMinutes > 0);
    expect(found.length / findings.length).toBeGreaterThan(0.5);
    expect((found.length + worn.length) / findings.length).toBeGreaterThan(0.9);
    expect(mean(findings.map(({ shareDayBefore }) => shareDayBefore))).toBeLessThan(0.15);
  });

  it("finds pumps with other thresholds too", () => {
    for (const minUsd of [1_000, 4_000, 8_000]) {
      const found = report(minUsd).filter(({ delaySeconds, wornMinutes }) => delaySeconds !== null || wornMinutes > 0);
      expect(found.length / pumps.length).toBeGreaterThan(0.5);
    }
  });
});
