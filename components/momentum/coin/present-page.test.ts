import { describe, expect, it } from "vitest";
import { FIXTURE_TIME, scoredCoinFixture, snapshotFixture } from "@/lib/contracts/board.fixture";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { toCoinDetail } from "@/lib/contracts/http/coin-detail";
import { flagSentences } from "@/lib/format/flags";
import { candidateLine, pageDescription, pageTitle, presentAges, presentFlags, staleSentence } from "./present-page";

const { board, closes } = snapshotFixture(0, 7);
const coins = [scoredCoinFixture(0), scoredCoinFixture(1), scoredCoinFixture(2)];
const snapshot = { board: { ...board, coins, rankedCount: 3 }, closes };

function detail(changes: Partial<CoinDetail> = {}): CoinDetail {
  const found = toCoinDetail(snapshot, "coin-1", null, FIXTURE_TIME + 12_000);
  if (found === null) throw new Error("the fixture holds coin-1");
  return { ...found, ...changes };
}

describe("what a link preview says", () => {
  it("names coin and rank, and a market that is not the real one before them", () => {
    expect(pageTitle(detail())).toBe("C1 Coin 1 🪙 #2 · GhostQuant");
    expect(pageTitle(detail({ source: "simulated", rank: null }))).toBe("Simulated: C1 Coin 1 🪙 · GhostQuant");
  });

  it("tells score, rank, price and their moment", () => {
    expect(pageDescription(detail())).toMatch(
      /^Momentum score 99\.5 of [\d.]+, rank #2 of 3; \$0\.2500, −0\.33% in 24 h\. As of 2026-11-21 12:00 UTC\.$/,
    );
    expect(pageDescription(detail({ source: "simulated" }))).toContain("Prices are generated.");
    expect(pageDescription(detail({ current_price: null, rank: null }))).toContain("not ranked; price not known");
  });
});

describe("the page's own words", () => {
  it("knows who stands above and below", () => {
    expect(detail().neighbours).toMatchObject({ above: { symbol: "C0" }, below: { symbol: "C2" } });
  });

  it("says how old a stale page is, and nothing on a fresh one", () => {
    expect(staleSentence(detail({ stale: true }), FIXTURE_TIME + 840_000)).toBe(
      "These readings are from 12:00 UTC (14m old). They change when a refresh succeeds again.",
    );
    expect(staleSentence(detail({ stale: false }), FIXTURE_TIME)).toBeNull();
  });

  it("gives each kind of evidence its own age, and a dash where there is none", () => {
    const ages = Object.fromEntries(presentAges(detail(), FIXTURE_TIME + 12_000).map(({ name, age }) => [name, age]));
    expect(ages).toMatchObject({ "Price, seen by CoinGecko": "42s", Ranking: "12s", Whales: "–", History: "–" });
  });

  it("counts the flags it looked for", () => {
    expect(presentFlags(detail({ flags: [] })).none).toBe(`none raised (${Object.keys(flagSentences).length} checked)`);
    expect(presentFlags(detail({ flags: ["overbought"] })).sentences).toEqual([flagSentences.overbought]);
  });

  it("tells namesakes apart by market cap", () => {
    const line = candidateLine({ id: "a", symbol: "ABC", name: "Abc", market_cap: 5e7 });
    expect(line.marketCap).toBe("cap $50.0M");
    expect(candidateLine({ id: "a", symbol: "ABC", name: "Abc", market_cap: null }).marketCap).toBe(
      "market cap not known",
    );
  });
});
