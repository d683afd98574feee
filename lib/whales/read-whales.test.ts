import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { DAY_MS, HOUR_MS } from "@/lib/market/units";
import { readWhales, type WeighedOrder, type WhaleEvidence } from "./read-whales";
import { flowPatternOf, whaleAbnormality, whaleActivity } from "./whale-formula";
import { type WhaleHour, whaleReportSchema } from "./whale-report";

const NOW = Date.UTC(2026, 10, 21, 12);
const MIN_USD = 100_000;

/** The last 24 whole hours, watched and traded alike. */
function dayOf(totalUsd: number, watchedSeconds = 3_600): WhaleHour[] {
  return Array.from({ length: 24 }, (_, index) => ({
    hour: NOW - (index + 1) * HOUR_MS,
    buyUsd: 0,
    sellUsd: 0,
    totalUsd: totalUsd / 24,
    orders: 0,
    watchedSeconds,
  }));
}

function evidence(over: Partial<WhaleEvidence> = {}): WhaleEvidence {
  const baseline = { share: null, days: 0 };
  const watched = { backFilled: true, watchedUntil: NOW };
  return { coinId: "coin", pair: "COINUSDT", orders: [], hours: dayOf(2e7), ...watched, baseline, ...over };
}

const orderArbitrary = fc.record({
  at: fc.integer({ min: NOW - 30 * HOUR_MS, max: NOW + HOUR_MS }),
  side: fc.constantFrom("buy" as const, "sell" as const),
  usd: fc.double({ min: 1_000, max: 5e6, noNaN: true }),
});
const ordersArbitrary = fc.array(orderArbitrary, { maxLength: 30 });
const read = (orders: readonly WeighedOrder[], over: Partial<WhaleEvidence> = {}) =>
  readWhales(evidence({ orders, ...over }), MIN_USD, NOW);

/** The design's worked numbers live beside the repository and are not copied into it. */
const path = resolve(import.meta.dirname, "../../../shared/design/vectors.json");
const vectorSchema = z.object({
  id: z.string(),
  section: z.string(),
  input: z.unknown(),
  expect: z.record(z.string(), z.unknown()),
  tol: z.number(),
});
const inputSchema = z.object({
  events_age_h_usd_side: z.array(z.tuple([z.number(), z.number(), z.enum(["buy", "sell"])])),
  total_usd_24h: z.number(),
  baseline_share: z.number().nullable(),
});

describe.skipIf(!existsSync(path))(`the design's worked numbers of A.12 (skipped where ${path} is absent)`, () => {
  const vectors = existsSync(path)
    ? z.object({ vectors: z.array(vectorSchema) }).parse(JSON.parse(readFileSync(path, "utf8"))).vectors
    : [];

  it.each(vectors.filter(({ section }) => section === "A.12"))("$id", ({ input, expect: wanted, tol }) => {
    const { events_age_h_usd_side: events, total_usd_24h: total, baseline_share: share } = inputSchema.parse(input);
    const orders = events.map(([age, usd, side]) => ({ at: NOW - age * HOUR_MS, usd, side }));
    const report = read(orders, { hours: dayOf(total), baseline: { share, days: share === null ? 0 : 7 } });
    const got: Record<string, unknown> = {
      act: report.activity,
      share: report.share,
      ratio: (report.share ?? 0) / (report.baselineShare ?? 1),
      abn: report.abnormality,
      confidence: report.confidence,
      d: report.netFlow,
      flow: report.flowPattern,
    };
    for (const [key, value] of Object.entries(wanted)) {
      if (!(key in got)) continue;
      if (typeof value === "number") expect(Math.abs(Number(got[key]) - value), key).toBeLessThanOrEqual(tol);
      else expect(got[key], key).toBe(value);
    }
  });
});

describe("readWhales", () => {
  it("is bounded and whole for whatever orders there are", () => {
    const wild = fc.record({
      at: fc.oneof(fc.integer({ min: NOW - DAY_MS, max: NOW }), fc.double(), fc.constant(Number.NaN)),
      side: fc.constantFrom("buy" as const, "sell" as const),
      usd: fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 0, -1, 1e15)),
    });
    fc.assert(
      fc.property(fc.array(wild), fc.option(fc.double({ min: 0, max: 1, noNaN: true })), (orders, share) => {
        const report = read(orders, { baseline: { share, days: 7 } });
        expect(whaleReportSchema.safeParse(report).error).toBeUndefined();
        expect(Math.abs(report.netFlow ?? 0)).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  it("does not depend on the order in which orders are given", () => {
    fc.assert(
      fc.property(ordersArbitrary, (orders) => {
        const [there, back] = [read(orders), read(orders.toReversed())];
        expect(back.confidence).toBeCloseTo(there.confidence ?? 0, 10);
        expect(back.netFlow ?? 0).toBeCloseTo(there.netFlow ?? 0, 10);
        expect(back.orders).toBe(there.orders);
      }),
    );
  });

  it("does not see the future: orders and hours after now change nothing", () => {
    fc.assert(
      fc.property(ordersArbitrary, (orders) => {
        const past = orders.filter(({ at }) => at <= NOW);
        const later = { ...(dayOf(9e9)[0] as WhaleHour), hour: NOW + HOUR_MS };
        expect(read(orders, { hours: [...dayOf(2e7), later] })).toEqual(read(past));
      }),
    );
  });

  it("does not depend on the unit: amounts, volume and threshold times k leave every ratio", () => {
    fc.assert(
      fc.property(ordersArbitrary, fc.double({ min: 0.01, max: 1_000, noNaN: true }), (orders, k) => {
        fc.pre(orders.every(({ usd }) => Math.abs(usd / MIN_USD - 1) > 1e-9));
        const scaled = orders.map((order) => ({ ...order, usd: order.usd * k }));
        const report = readWhales(evidence({ orders: scaled, hours: dayOf(2e7 * k) }), MIN_USD * k, NOW);
        const plain = read(orders);
        expect(report.confidence).toBeCloseTo(plain.confidence ?? 0, 9);
        expect(report.netFlow ?? 0).toBeCloseTo(plain.netFlow ?? 0, 9);
        expect(report.share).toBeCloseTo(plain.share ?? 0, 9);
      }),
    );
  });

  it("grows with each further order, and with each order being larger or later", () => {
    const whale = fc.record({
      at: fc.integer({ min: NOW - 23 * HOUR_MS, max: NOW - HOUR_MS }),
      side: fc.constant("buy" as const),
      usd: fc.double({ min: MIN_USD, max: 3e5, noNaN: true }),
    });
    const baseline = { share: 0.05, days: 7 };
    fc.assert(
      fc.property(fc.array(whale, { minLength: 1, maxLength: 20 }), (orders) => {
        const confidence = (some: readonly WeighedOrder[]) => read(some, { baseline }).confidence ?? 0;
        const whole = confidence(orders) + 1e-12;
        expect(confidence(orders.slice(1))).toBeLessThanOrEqual(whole);
        expect(whole).toBeLessThanOrEqual(confidence(orders.map((one) => ({ ...one, usd: one.usd * 1.5 }))) + 1e-12);
        expect(whole).toBeLessThanOrEqual(confidence(orders.map((one) => ({ ...one, at: one.at + HOUR_MS }))) + 1e-12);
      }),
    );
  });

  it("counts folded orders like the single ones that they stand for", () => {
    const at = NOW - 2 * HOUR_MS;
    const single = [1, 2, 3].map((n) => ({ at, side: "buy" as const, usd: n * 200_000 }));
    const folded = [{ at, side: "buy" as const, usd: 1_200_000, count: 3, latestAt: at }];
    expect(read(folded)).toEqual(read(single));
  });

  it("says nothing unless the larger part of the day, weighed by age, was watched", () => {
    const order = { at: NOW - HOUR_MS, side: "buy" as const, usd: 1e6 };
    expect(read([order], { hours: dayOf(2e7, 1_799) })).toMatchObject({ confidence: null, silence: "little_watched" });
    expect(read([order], { hours: dayOf(2e7, 1_801) }).confidence).toBeGreaterThan(0);
    const [newest, oldest] = [dayOf(2e7).slice(0, 6), dayOf(2e7).slice(6)];
    expect(read([order], { hours: newest }).silence).toBeNull();
    expect(read([order], { hours: oldest }).silence).toBe("little_watched");
    expect(read([], { hours: [] })).toMatchObject({ confidence: null, share: null, netFlow: null, watchedHours: 0 });
  });

  it("says nothing of a coin that nobody has looked at for half an hour, however sure it was before", () => {
    const orders = Array.from({ length: 20 }, (_, index) => ({
      at: NOW - (index + 1) * 6 * 60_000,
      side: "buy" as const,
      usd: 3e5,
    }));
    const later = (quietMs: number) =>
      readWhales(evidence({ orders, hours: dayOf(2e7), watchedUntil: NOW }), MIN_USD, NOW + quietMs);
    expect(later(0).confidence).toBeGreaterThan(0.6);
    expect(later(HOUR_MS / 2).confidence).toBeGreaterThan(0);
    expect(later(HOUR_MS / 2 + 1)).toMatchObject({ confidence: null, silence: "not_recent", orders: 20 });
    expect(read(orders, { watchedUntil: null }).confidence).toBeNull();
  });

  it("says nothing while the past is still being read, so that reading it never looks like whales coming", () => {
    const order = { at: NOW - HOUR_MS, side: "buy" as const, usd: 1e6 };
    expect(read([order], { backFilled: false })).toMatchObject({ confidence: null, silence: "back_fill" });
  });

  it("a watched coin without whale orders has confidence 0 and no flow", () => {
    expect(read([])).toMatchObject({ confidence: 0, netFlow: null, flowPattern: "insufficient", share: 0 });
  });

  it("counts the part of the oldest hour that is still in the last 24 h", () => {
    const half = readWhales(evidence(), MIN_USD, NOW + HOUR_MS / 2);
    expect(half.totalUsd).toBeCloseTo((2e7 * 23.5) / 24, 3);
    expect(half.watchedHours).toBeCloseTo(23.5, 9);
  });
});

describe("the parts of the formula", () => {
  const positive = fc.double({ min: 0, max: 1e9, noNaN: true });
  const more = fc.double({ min: 0, max: 1e6, noNaN: true });

  it("activity grows in count, amount and recency", () => {
    fc.assert(
      fc.property(positive, positive, positive, more, (count, usd, age, extra) => {
        const activity = whaleActivity(count, usd, age, MIN_USD);
        expect(whaleActivity(count + extra, usd, age, MIN_USD)).toBeGreaterThanOrEqual(activity);
        expect(whaleActivity(count, usd + extra, age, MIN_USD)).toBeGreaterThanOrEqual(activity);
        expect(whaleActivity(count, usd, age + extra, MIN_USD)).toBeLessThanOrEqual(activity);
        expect(activity).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("abnormality grows with the share, is ½ at the baseline, and has a floor under tiny baselines", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(whaleAbnormality(low, 0.05)).toBeLessThanOrEqual(whaleAbnormality(high, 0.05));
      }),
    );
    expect(whaleAbnormality(0.08, 0.08)).toBe(0.5);
    expect(whaleAbnormality(0.005, 0)).toBe(0.5);
    expect(whaleAbnormality(0.9, null)).toBe(0.75);
  });

  it("a direction needs three orders and a flow of 3 to 2", () => {
    expect([0.2, 0.199, -0.199, -0.2].map((flow) => flowPatternOf(flow, 3))).toEqual([
      "accumulation",
      "neutral",
      "neutral",
      "distribution",
    ]);
    expect(flowPatternOf(1, 2)).toBe("insufficient");
  });
});
