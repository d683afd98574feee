import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Cadence, type CadenceInput, planCadence } from "./plan-cadence";

const OCTOBER = Date.UTC(2026, 9, 1);
const demo: CadenceInput = {
  plan: "demo",
  perMinuteLimit: 30,
  monthlyLimit: 10_000,
  monthlySpent: 0,
  pagesKnown: null,
  fastWishedSeconds: 30,
  fullWishedSeconds: 300,
  now: OCTOBER,
};
const keyless: CadenceInput = { ...demo, plan: "keyless", perMinuteLimit: 5, monthlyLimit: null };
const pro: CadenceInput = { ...demo, plan: "pro", perMinuteLimit: 500, monthlyLimit: 500_000, pagesKnown: 70 };

describe("planCadence", () => {
  it("gives a local market what it wishes", () => {
    const local: CadenceInput = { ...demo, plan: "local", perMinuteLimit: null, monthlyLimit: null };
    expect(planCadence(local)).toEqual({
      pages: null,
      fastEverySeconds: 30,
      fullEverySeconds: 300,
      monthlyProjected: null,
      note: "",
    });
  });

  it("brings demo to 2,500 coins in 45 minutes or more, within its month", () => {
    const cadence = planCadence(demo);
    expect(cadence).toMatchObject({ pages: 10, fastEverySeconds: null });
    expect(cadence.fullEverySeconds).toBeGreaterThanOrEqual(45 * 60);
    expect(cadence.fullEverySeconds).toBeLessThanOrEqual(60 * 60);
    expect(cadence.monthlyProjected).toBeLessThanOrEqual(9_000);
    expect(cadence.note).toBe(
      "Every 50m instead of 5m, only the 2,500 largest coins, no fast refresh in between: the CoinGecko plan allows 10,000 calls a month.",
    );
    // The shortest month is the cheapest one.
    const february = planCadence({ ...demo, now: Date.UTC(2027, 1, 1) });
    expect(february.fullEverySeconds).toBeGreaterThanOrEqual(45 * 60);
  });

  it("sweeps everything keyless, as fast as 5 calls a minute can", () => {
    expect(planCadence(keyless)).toMatchObject({
      pages: null,
      fastEverySeconds: 30,
      fullEverySeconds: 1_800,
      note: "Every 30m instead of 5m: the CoinGecko plan allows 5 calls a minute.",
    });
  });

  it("stretches full before fast", () => {
    expect(planCadence(pro)).toMatchObject({ pages: null, fastEverySeconds: 30, fullEverySeconds: 540 });
    const basic = planCadence({ ...pro, perMinuteLimit: 300, monthlyLimit: 100_000 });
    expect(basic).toMatchObject({ pages: null, fullEverySeconds: 3_600 });
    expect(basic.fastEverySeconds).toBeGreaterThan(30);
    expect(basic.note).toMatch(
      /^Every 1h instead of 5m, the fast refresh every \d+s instead of 30s: .* 100,000 calls a month\.$/,
    );
  });

  it("stretches nothing, and says nothing, when the plan is large", () => {
    const cadence = planCadence({ ...pro, perMinuteLimit: 1_000, monthlyLimit: 5_000_000 });
    expect(cadence).toMatchObject({ pages: null, fastEverySeconds: 30, fullEverySeconds: 300, note: "" });
  });

  it("never runs more often than wished", () => {
    const cadence = planCadence({ ...pro, fastWishedSeconds: 600, fullWishedSeconds: 86_400 });
    expect(cadence).toMatchObject({ fastEverySeconds: 600, fullEverySeconds: 86_400, note: "" });
  });

  it("sweeps a universe of 12 pages whole where 72 would be too many", () => {
    const small = { ...demo, monthlyLimit: 15_000 };
    expect(planCadence(small).pages).toBe(10);
    expect(planCadence({ ...small, pagesKnown: 12 })).toMatchObject({ pages: null, fullEverySeconds: 3_600 });
  });

  it("does not take its own reduced sweep for the whole universe", () => {
    for (const pagesKnown of [1, 4, 10]) {
      expect(planCadence({ ...demo, pagesKnown })).toEqual(planCadence(demo));
      expect(planCadence({ ...keyless, pagesKnown })).toEqual(planCadence(keyless));
    }
  });

  it("slows down when the month was spent too fast, and takes fewer pages rather than half a sweep", () => {
    expect(planCadence({ ...demo, monthlySpent: 6_700 }).fullEverySeconds).toBeGreaterThan(2 * 3_600);
    expect(planCadence({ ...demo, monthlySpent: 9_995 })).toMatchObject({ pages: 4, fastEverySeconds: null });
  });

  it("waits for the next month when this one is spent", () => {
    const now = Date.UTC(2026, 9, 31, 12);
    const cadence = planCadence({ ...demo, monthlySpent: 10_000, now });
    expect(cadence).toMatchObject({ fastEverySeconds: null, fullEverySeconds: 12 * 3_600, monthlyProjected: 10_000 });
    expect(cadence.note).toBe(
      "No refresh before the month ends in 12h: the CoinGecko plan allows 10,000 calls a month, and they are spent.",
    );
  });
});

const MINUTE = 60;

/**
 * Lives a month by the plan, with a new one every `replanSeconds`: refreshes start on their interval, a refresh's calls wait for
 * room in the minute window, as the budget makes them. Returns the calls made and the longest queue of waiting calls.
 */
function liveMonth(input: CadenceInput, pagesOfAll: number, replanSeconds: number) {
  const end = (Date.UTC(2026, 10, 1) - input.now) / 1_000;
  let plan: Cadence = planCadence(input);
  let spent = input.monthlySpent;
  let queue = 0;
  let queueMax = 0;
  let minuteMax = 0;
  let nextFull = 0;
  let nextFast = 0;
  let nextPlan = replanSeconds;
  for (let second = 0; second < end; second += MINUTE) {
    const until = Math.min(second + MINUTE, end);
    if (second >= nextPlan) {
      plan = planCadence({ ...input, monthlySpent: spent, now: input.now + second * 1_000 });
      nextPlan += replanSeconds;
      nextFull = Math.min(nextFull, second + plan.fullEverySeconds);
    }
    for (; nextFull < until; nextFull += plan.fullEverySeconds) queue += plan.pages ?? pagesOfAll;
    for (; plan.fastEverySeconds !== null && nextFast < until; nextFast += plan.fastEverySeconds) queue++;
    if (plan.fastEverySeconds === null) nextFast = Math.max(nextFast, second + MINUTE);
    const made = Math.min(queue, input.perMinuteLimit ?? queue);
    minuteMax = Math.max(minuteMax, made);
    spent += made;
    queue -= made;
    queueMax = Math.max(queueMax, queue);
  }
  return { spent, minuteMax, queueMax, plan };
}

const inputs = fc.record({
  plan: fc.constantFrom("keyless" as const, "demo" as const, "pro" as const),
  perMinuteLimit: fc.option(fc.integer({ min: 1, max: 1_000 })),
  monthlyLimit: fc.option(fc.integer({ min: 1, max: 2_000_000 })),
  monthlySpent: fc.integer({ min: 0, max: 5_000 }),
  pagesKnown: fc.option(fc.integer({ min: 1, max: 80 })),
  fastWishedSeconds: fc.integer({ min: 1, max: 900 }),
  fullWishedSeconds: fc.integer({ min: 60, max: 7_200 }),
  now: fc.integer({ min: OCTOBER, max: Date.UTC(2026, 9, 31, 23, 59) }),
});

describe("any plan", () => {
  it("gets whole, finite, positive intervals that are never shorter than wished", () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const cadence = planCadence(input);
        expect(Number.isSafeInteger(cadence.fullEverySeconds)).toBe(true);
        expect(cadence.fullEverySeconds).toBeGreaterThanOrEqual(input.fullWishedSeconds);
        expect(cadence.pages === null || cadence.pages >= 1).toBe(true);
        if (cadence.fastEverySeconds !== null) {
          expect(Number.isSafeInteger(cadence.fastEverySeconds)).toBe(true);
          expect(cadence.fastEverySeconds).toBeGreaterThanOrEqual(input.fastWishedSeconds);
        }
        expect(cadence.monthlyProjected === null || Number.isSafeInteger(cadence.monthlyProjected)).toBe(true);
        const stretched =
          cadence.fullEverySeconds > input.fullWishedSeconds || cadence.fastEverySeconds !== input.fastWishedSeconds;
        if (stretched) expect(cadence.note).toMatch(/^[A-Z].*\.$/);
        expect(cadence.note).not.toMatch(/NaN|Infinity|undefined/);
      }),
      { numRuns: 1_000 },
    );
  });

  it("is never overspent in a month lived by its first answer", () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const universe = input.pagesKnown !== null && input.pagesKnown > 10 ? input.pagesKnown : 72;
        const { spent, minuteMax, plan, queueMax } = liveMonth(input, universe, Number.POSITIVE_INFINITY);
        const exhausted = (input.monthlyLimit ?? Number.POSITIVE_INFINITY) - input.monthlySpent < 2;
        // A spent month plans nothing; its one page is refused by the budget itself.
        if (input.monthlyLimit !== null && !exhausted) expect(spent).toBeLessThanOrEqual(input.monthlyLimit);
        if (input.perMinuteLimit !== null) {
          expect(minuteMax).toBeLessThanOrEqual(input.perMinuteLimit);
          // The queue drains: no more waits than one full refresh and the fast ones of its minute.
          const cost = plan.pages ?? universe;
          expect(queueMax).toBeLessThanOrEqual(2 * cost + Math.ceil(120 / (plan.fastEverySeconds ?? 120)) + 2);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("is never overspent when planned anew every hour, either", () => {
    for (const spentBefore of [0, 3_000, 9_900]) {
      const { spent } = liveMonth({ ...demo, monthlySpent: spentBefore }, 72, 3_600);
      expect(spent).toBeLessThanOrEqual(10_000);
      expect(spent).toBeGreaterThan(9_000 * 0.9);
    }
    const { spent } = liveMonth(pro, 70, 3_600);
    expect(spent).toBeLessThanOrEqual(500_000);
  });
});
