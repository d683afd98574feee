import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import type { Market } from "@/lib/simulator/market";
import { createReplayMarket, replayWindow, tapeSpan } from "@/lib/simulator/replay-market";
import { createReplayVenue } from "@/lib/simulator/replay-venue";
import type { Venue } from "@/lib/simulator/venue";
import { loadTape } from "./load-tape";
import { openMarket } from "./open-market";

const RECORDING = join(import.meta.dirname, "../../../shared/data");
const present = existsSync(join(RECORDING, "spot-5m"));

const env = {
  LOG_LEVEL: "silent",
  MARKET_SOURCE: "replay",
  MARKET_SERVER_PORT: 1,
  MARKET_SERVER_HOST: "127.0.0.1",
  REPLAY_SPEED: 60,
  SIMULATOR_SEED: 1,
  SIMULATOR_COINS: 10,
  SIMULATOR_SPEED: 1,
  REPLAY_FROM: undefined,
  MARKET_CLOCK_STARTED_AT: undefined,
} as const;

describe("a folder that is no tape", () => {
  it("is refused with the name of what is missing", async () => {
    const empty = await mkdtemp(join(tmpdir(), "tape-"));
    await expect(loadTape(empty)).rejects.toMatchObject({
      code: "misconfigured",
      message: expect.stringContaining(`the folder ${join(empty, "coingecko")} is missing`),
    });
    await rm(empty, { recursive: true });
    await expect(openMarket({ ...env, REPLAY_DIR: undefined }, () => 0)).rejects.toThrow(/needs REPLAY_DIR/);
  });
});

it("is not needed live, and a simulation starts at wall time", async () => {
  await expect(openMarket({ ...env, MARKET_SOURCE: "live", REPLAY_DIR: undefined }, () => 0)).rejects.toThrow(
    /no market server/,
  );
  const { clock, market } = await openMarket({ ...env, MARKET_SOURCE: "simulated", REPLAY_DIR: undefined }, () => 0);
  expect(clock).toEqual({ source: "simulated", seed: 1, speed: 1, wallEpoch: 0, marketEpoch: 0, endsAt: null });
  expect(market.momentAt(1_700_000_000_000).size).toBe(10);
});

describe.skipIf(!present)(`the recording of April 2025 (skipped where ${RECORDING} is absent)`, () => {
  const NOON = Date.UTC(2025, 3, 9, 12);
  let market: Market;
  let venue: Venue;
  let window: ReturnType<typeof replayWindow>;
  /** Candles of one pair, read here by the plainest means: [open, high, low, close, base volume] by open time. */
  let candles: Map<number, [number, number, number, number, number]>;

  beforeAll(async () => {
    const tape = await loadTape(RECORDING);
    market = createReplayMarket(tape);
    venue = createReplayVenue(tape);
    window = replayWindow(tapeSpan(tape), null);
    const text = gunzipSync(readFileSync(join(RECORDING, "spot-5m/binance_spot_usdt_5m_2025-04-01_2025-04-14.csv.gz")));
    const from = text.indexOf("\nBTC_USDT,") + 1;
    const lines = text
      .subarray(from, from + 500_000)
      .toString()
      .split("\n");
    candles = new Map(
      lines
        .filter((line) => line.startsWith("BTC_USDT,"))
        .map((line) => line.split(",").slice(1).map(Number) as [number, number, number, number, number, number])
        .map(([at, ...rest]) => [at * 1_000, rest]),
    );
  }, 60_000);

  it("runs from 8 to 15 April by default", () => {
    expect(window).toEqual({ from: Date.UTC(2025, 3, 8), endsAt: Date.UTC(2025, 3, 15) });
  });

  it("has bitcoin at the price of the candle that closed at noon on 9 April", () => {
    const moment = market.momentAt(NOON);
    const row = moment.row(moment.placeOf("bitcoin")!);
    expect(row.current_price).toBe(candles.get(NOON - 300_000)![3]);
    expect(row.current_price).toBeGreaterThan(75_000);
    expect(row.current_price).toBeLessThan(79_000);
    expect(row).toMatchObject({ symbol: "btc", market_cap_rank: 1, last_updated: "2025-04-09T12:00:00.000Z" });
    expect(row.market_cap! / row.current_price!).toBeCloseTo(row.circulating_supply!, -2);
  });

  it("has its day's change, range and volume as the candles say", () => {
    const moment = market.momentAt(NOON);
    const place = moment.placeOf("bitcoin")!;
    const row = moment.row(place);
    const day = [...candles].filter(([at]) => at >= NOON - DAY_MS && at < NOON).map(([, candle]) => candle);
    expect(day.length).toBe(288);
    const before = candles.get(NOON - DAY_MS - 300_000)![3];
    expect(moment.changes(place)["24h"]).toBeCloseTo((row.current_price! / before - 1) * 100, 8);
    expect(moment.changes(place)["1h"]).toBeCloseTo(
      (row.current_price! / candles.get(NOON - HOUR_MS - 300_000)![3] - 1) * 100,
      8,
    );
    expect(row.high_24h).toBe(Math.max(...day.map(([, high]) => high)));
    expect(row.low_24h).toBe(Math.min(...day.map(([, , low]) => low)));
    const turnover = day.reduce((sum, [, , , close, volume]) => sum + close * volume, 0);
    expect(row.total_volume! / turnover).toBeCloseTo(1, 8);
  });

  it("tells the venue's candles exactly as they were recorded, and no trades", () => {
    const from = NOON - 6 * HOUR_MS;
    const rows = venue.candles("BTCUSDT", { spanMs: HOUR_MS, from, to: null, limit: 6 }, NOON);
    expect(rows.length).toBe(6);
    for (const row of rows) {
      const fine = [...candles]
        .filter(([at]) => at >= row.openAt && at < row.openAt + HOUR_MS)
        .map(([, cells]) => cells);
      expect(fine.length).toBe(12);
      expect([row.open, row.close]).toEqual([fine[0]![0], fine.at(-1)![3]]);
      expect(row.high).toBe(Math.max(...fine.map(([, high]) => high)));
      expect(row.low).toBe(Math.min(...fine.map(([, , low]) => low)));
      expect(row.volume / fine.reduce((sum, [, , , , volume]) => sum + volume, 0)).toBeCloseTo(1, 6);
    }
    expect(venue.listedAt(NOON).length).toBeGreaterThan(380);
    expect(venue.trades("BTCUSDT", { from: null, to: null, limit: 5 }, NOON)).toEqual([]);
  });

  it("shows the rebound of the evening only in the evening", () => {
    const change = (at: number) => {
      const moment = market.momentAt(at);
      return moment.changes(moment.placeOf("bitcoin")!)["1h"] ?? 0;
    };
    expect(Math.abs(change(Date.UTC(2025, 3, 9, 17)))).toBeLessThan(2.5);
    expect(change(Date.UTC(2025, 3, 9, 18))).toBeGreaterThan(4);
  });

  it("divides the thousands and millions out of a pair's price", () => {
    const moment = market.momentAt(NOON);
    const price = (id: string) => moment.row(moment.placeOf(id)!).current_price!;
    expect(price("baby-doge-coin")).toBeLessThan(1e-8);
    expect(price("simon-s-cat")).toBeLessThan(1e-4);
    expect(price("sats-ordinals")).toBeLessThan(1e-6);
  });

  it("has nearly 2,500 unique coins, some 380 of them moving, the rest without a time", () => {
    const moment = market.momentAt(NOON);
    const rows = Array.from({ length: moment.size }, (_, place) => moment.row(place));
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(2_450);
    const moving = rows.filter((row) => row.last_updated !== null);
    expect(moving.length).toBeGreaterThan(370);
    expect(moving.every((row) => Date.parse(row.last_updated!) <= NOON)).toBe(true);
    expect(rows.filter((row) => row.last_updated === null && row.price_change_percentage_24h !== null)).toEqual([]);
    const stable = rows.filter((_, place) => moment.categories(place).includes("stablecoins"));
    expect(stable.length).toBeGreaterThan(60);
  });

  it("keeps its clock over a restart when the launcher says when it began", async () => {
    const { clock } = await openMarket(
      { ...env, REPLAY_DIR: RECORDING, REPLAY_FROM: "2025-04-09T12:00:00Z", MARKET_CLOCK_STARTED_AT: 5_000 },
      () => 99_000,
    );
    expect(clock).toMatchObject({ wallEpoch: 5_000, marketEpoch: NOON, speed: 60, endsAt: Date.UTC(2025, 3, 15) });
  }, 60_000);
});
