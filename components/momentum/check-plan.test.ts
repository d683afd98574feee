import { describe, expect, test } from "vitest";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { planBuy, usualFields } from "./buy-plan";
import { checkPlan } from "./present-buy-plan";

const now = Date.parse("2026-11-21T14:03:07.000Z");
const options = { now, silenceMs: 0, everySeconds: 30 };
const coin = (part: Partial<CoinDetail> = {}) =>
  ({
    current_price: 182.44,
    as_of: "2026-11-21T14:02:55.000Z",
    stale: false,
    total_volume: 4.31e9,
    excluded: null,
    flags: [],
    coverage: 1,
    missing: [],
    ...part,
  }) as unknown as CoinDetail;
const check = (part: Partial<CoinDetail> = {}, more: Partial<typeof options> = {}) =>
  checkPlan(coin(part), planBuy(usualFields, 182.44), { ...options, ...more }).map(
    ({ id, weight }) => `${weight} ${id}`,
  );

describe("what is checked before a plan is acted on", () => {
  test("nothing stands against a liquid coin with a new price", () => {
    expect(check()).toEqual([]);
  });

  test("an old price stops it: by the server's word, or after two silent intervals", () => {
    expect(check({ stale: true })).toEqual(["stop stale_price"]);
    expect(check({}, { silenceMs: 60_001 })).toEqual(["stop stale_price"]);
    expect(check({}, { silenceMs: 60_000 })).toEqual([]);
  });

  test("no price stops it", () => {
    expect(check({ current_price: null })).toEqual(["stop price"]);
  });

  test("a size of more than 1% of a day's volume is warned of, as is a volume nobody reports", () => {
    expect(check({ total_volume: 100_000 })).toEqual([]);
    expect(check({ total_volume: 99_999 })).toEqual(["warn volume"]);
    expect(check({ total_volume: null })).toEqual(["warn unknown_volume"]);
  });

  test("a withheld band, missing inputs and an unranked coin are said", () => {
    expect(check({ flags: ["buy_withheld"], coverage: 0.61, missing: ["rsi_signal"], excluded: "new" })).toEqual([
      "warn excluded",
      "warn band",
      "warn coverage",
    ]);
  });
});
