import { describe, expect, it } from "vitest";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import type { WireRankChange } from "@/lib/contracts/http/rank-changes";
import { presentNeighbours, presentRankChange, rankChangeSentence } from "./present-rank-change";

const change: WireRankChange = {
  id: "solana",
  symbol: "SOL",
  name: "Solana",
  current_rank: 1,
  previous_rank: 4,
  rank_delta: -3,
  positions_gained: 3,
  direction: "up",
  momentum_score: 83.7,
  score_delta: 7.3,
  reasons: {
    own: {
      places: -2,
      parts: [
        { name: "volume_spike", points: 6.1 },
        { name: "rsi_signal", points: 1.2 },
      ],
    },
    others: { places: -1, moved: -2, entered: 1, left: 0 },
  },
  timestamp: "2026-11-21T14:03:07.000Z",
};

function neighbours(below: number | null, above: number | null, rank: number | null = 2) {
  const at = (symbol: string, score: number | null) =>
    score === null ? null : { id: symbol, symbol, momentum_score: score };
  return presentNeighbours({
    rank,
    momentum_score: 80,
    neighbours: { above: at("BTC", above), below: at("ETH", below) },
  } as CoinDetail);
}

describe("a rank change in words", () => {
  it("says own reasons first and the others as places gained", () => {
    expect(rankChangeSentence(change, "1h")).toBe("Rank 4→1 in 1 h: volume +6.1 · RSI +1.2 · others +1 place");
  });

  it("adds up: places of its own, and the three parts of the field", () => {
    expect(presentRankChange(change).exact).toBe(
      "Own score +7.3 points: +2 places. Others: +1 place (coins that passed or fell behind +2, newly ranked −1).",
    );
  });

  it("keeps the sum exact when it shows only the three largest parts", () => {
    const parts = [
      { name: "price_momentum" as const, points: -0.24 },
      { name: "volume_spike" as const, points: 6.1 },
      { name: "rsi_signal" as const, points: 1.2 },
      { name: "ma_cross" as const, points: -2.5 },
      { name: "clamp" as const, points: -0.4 },
    ];
    const { reasons } = presentRankChange({ ...change, reasons: { ...change.reasons, own: { places: -2, parts } } });
    expect(reasons).toBe("volume +6.1 · MA cross −2.5 · RSI +1.2 · the rest −0.6 · others +1 place");
  });

  it("calls an unchanged rank unchanged, with what happened under it", () => {
    const still = { ...change, current_rank: 4, rank_delta: 0, direction: "flat" as const };
    expect(presentRankChange(still)).toMatchObject({ ranks: "4, unchanged", direction: "same" });
  });
});

describe("the way to the next rank", () => {
  it("is rounded so that the points said are always enough", () => {
    expect(neighbours(75.21, 80.42)).toBe(
      "Falls to #3 (behind ETH) if it loses 4.8 points. Rises to #1 (before BTC) with 0.5 points more.",
    );
  });

  it("leaves out a side where nobody stands, and everything for a coin without a rank", () => {
    expect(neighbours(75, null, 1)).toBe("Falls to #2 (behind ETH) if it loses 5.0 points.");
    expect(neighbours(null, null)).toBeNull();
    expect(neighbours(75, 85, null)).toBeNull();
  });
});
