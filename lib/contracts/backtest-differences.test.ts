import { expect, it } from "vitest";
import { differencesOf } from "./backtest-differences";
import { backtestResultFixture } from "./backtest-result.fixture";
import type { BacktestManifest } from "./http/backtest-result";

const before = backtestResultFixture();
const withManifest = (changes: Partial<BacktestManifest>) =>
  backtestResultFixture({ manifest: { ...before.manifest, ...changes } });
const [coin] = before.manifest.data.coins;
if (coin === undefined) throw new Error("The fixture has a coin");

it("names another version, and says that nothing came of it", () => {
  expect(differencesOf(before, withManifest({ code_version: "def5678" }))).toEqual([
    "The code: version abc1234, now def5678.",
    "Every metric and every trade is the same.",
  ]);
});

it.each([
  [{ ...coin, hours: 935, missing_hours: 1 }, "C20: 936 hours with 0 missing, now 935 hours with 1 missing."],
  [{ ...coin, venue: "okx" }, "C20: from binance, now from okx."],
  [coin, "The data: some of its prices or volumes were corrected since."],
])("says what became of the data: %#", (now, sentence) => {
  const data = { ...before.manifest.data, sha256: "11", coins: [now] };
  expect(differencesOf(before, withManifest({ data }))[0]).toBe(sentence);
});

it("names coins that came and went", () => {
  const data = { ...before.manifest.data, sha256: "11", coins: [{ ...coin, coin_id: "other", symbol: "OTH" }] };
  expect(differencesOf(before, withManifest({ data })).slice(0, 2)).toEqual([
    "C20: no data now.",
    "OTH: has data now.",
  ]);
});

it("names the parts that differ where the main metrics agree", () => {
  expect(
    differencesOf(before, backtestResultFixture({ trades: [], caveats: [{ kind: "gap", sentence: "A gap." }] })),
  ).toEqual(["The main metrics agree; caveats, trades do not."]);
});

it("stops before a thousand coins fill the page", () => {
  const coins = Array.from({ length: 1_000 }, (_, index) => ({ ...coin, coin_id: `c${index}` }));
  const data = { ...before.manifest.data, sha256: "11", coins };
  const found = differencesOf(before, withManifest({ data }));
  expect(found).toHaveLength(12);
  expect(found.at(-1)).toBe("And 991 more.");
});
