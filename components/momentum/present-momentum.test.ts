import { describe, expect, it } from "vitest";
import type { MomentumRow } from "@/lib/contracts/http/momentum";
import { compareCells, presentCoin, reasons } from "./present-momentum";
import { sparklinePath } from "./sparkline-path";

const row: MomentumRow = {
  id: "solana",
  symbol: "SOL",
  name: "Solana",
  image: null,
  current_price: 182.4391,
  market_cap: 87e9,
  market_cap_rank: 5,
  total_volume: 4.31e9,
  price_change_percentage_1h: 0.82,
  price_change_percentage_24h: 5.02,
  price_change_percentage_7d: -0.004,
  momentum_score: 83.71,
  sub_scores: {
    price_momentum: 28.5,
    volume_spike: 22,
    rsi_signal: 18,
    ma_cross: 12,
    pretrend_bonus: 0.9,
    whale_bonus: 2.31,
  },
  whale_confidence: null,
  pretrend_prob: null,
  sparkline_7d: [1, 2, 3],
  action: "BUY",
  confidence: 0.87,
  cluster_id: null,
  cluster_label: null,
  rank: 1,
  excluded: null,
  rank_delta_1h: -3,
  rank_delta_24h: null,
  momentum_score_pct: 87.65,
  score_percentile: 99.9,
  coverage: 1,
  flags: [],
  missing: ["pretrend_bonus", "whale_bonus"],
  last_updated: "2026-11-21T14:03:07.000Z",
};
const options = {
  maxPoints: { momentum_score: 95.5 },
  ranked: 2310,
  delta: 0.61,
  priceDecimals: null,
  whaleConfidenceMin: 0.6,
};
const present = (changes: Partial<MomentumRow> = {}, more: Partial<typeof options> = {}) =>
  presentCoin({ ...row, ...changes }, { ...options, ...more });

describe("presentCoin", () => {
  it("puts the whale sign on a coin from the operator's threshold on, and never on an unknown one", () => {
    expect(present({ whale_confidence: 0.6 }).whaleSign).toMatch(/^Whales active: confidence 0\.60/);
    expect(present({ whale_confidence: 0.59 }).whaleSign).toBeNull();
    expect(present({ whale_confidence: null }).whaleSign).toBeNull();
    expect(present({ whale_confidence: 0.3 }, { whaleConfidenceMin: 0.25 }).whaleSign).not.toBeNull();
  });

  it("names the group of a coin, or why it has none", () => {
    expect(present({ cluster_id: 2, cluster_label: "Leaders" })).toMatchObject({
      cluster: { known: true, value: "Leaders" },
      footnote: "Leaders · cov 100%",
    });
    expect(present().cluster).toEqual({ known: false, reason: reasons.cluster });
    expect(present({ missing: ["rsi_signal"], coverage: 0.61 }).footnote).toBe("cov 61%, no RSI");
  });

  it("spells every number once", () => {
    const view = present();
    expect(view.rank).toEqual({ known: true, value: "#1" });
    expect(view.movement).toMatchObject({ value: { direction: "up", digits: "3", spoken: "up 3 places, was 4" } });
    expect(view.score).toEqual({ text: "83.7", spoken: "score 83.7 of 95.5" });
    expect(view.price).toMatchObject({ value: { text: "$182.44" } });
    expect(view.priceColumn).toBe("182.44");
    expect(view.change24h).toMatchObject({ value: { direction: "up", sign: "+", digits: "5.02" } });
    expect(view.change7d).toMatchObject({ value: { direction: "same", sign: "", digits: "0.00" } });
    expect(view.volume).toMatchObject({ value: { text: "4.31B" } });
    expect(view.drivers).toBe("price 28.5 · volume 22.0");
    expect(view.delta).toEqual({ direction: "up", digits: "0.6", spoken: "up 0.6 points" });
  });

  it("takes the width of the make-up bar from the attainable maximum of the answer", () => {
    const sum = (maximum: number) =>
      present({}, { maxPoints: { momentum_score: maximum } }).parts.reduce(
        (total, part) => total + part.widthPercent,
        0,
      );
    expect(sum(95.5)).toBeCloseTo((100 * 83.71) / 95.5, 6);
    expect(sum(200)).toBeCloseTo((100 * 83.71) / 200, 6);
    expect(sum(0)).toBe(0);
  });

  it("says why something is unknown and invents no zero", () => {
    const view = present({
      current_price: null,
      price_change_percentage_24h: null,
      total_volume: null,
      rank_delta_1h: null,
    });
    expect(view.price).toEqual({ known: false, reason: reasons.price });
    expect(view.change24h).toMatchObject({ known: false });
    expect(view.volume).toEqual({ known: false, reason: reasons.volume });
    expect(view.movement).toEqual({ known: false, reason: reasons.rankAgo });
    expect(view.whale).toEqual({ known: false, reason: reasons.whale });
    expect(view.pretrend).toEqual({ known: false, reason: reasons.pretrend });
  });

  it("hatches missing inputs and never names them as drivers", () => {
    const view = present({ missing: ["price_momentum", "rsi_signal"], coverage: 0.44 });
    expect(view.parts.filter((part) => part.missing).map((part) => part.name)).toEqual([
      "price_momentum",
      "rsi_signal",
    ]);
    expect(view.drivers).toBe("volume 22.0 · MA cross 12.0");
    expect(view.missing).toEqual({ known: true, value: "price, RSI" });
    expect(view.coverage).toBe("44%");
  });

  it("shows the band as a level and a withheld band with its reason", () => {
    expect(present().band).toMatchObject({ pips: 4, word: "BUY", withheld: false });
    const withheld = present({ action: "HOLD", flags: ["buy_withheld"] }).band;
    expect(withheld).toMatchObject({ pips: 3, withheld: true });
    expect(withheld.hint).toMatch(/withheld/);
  });

  it("says why a coin has no rank", () => {
    const view = present({ rank: null, excluded: "stable", score_percentile: null });
    expect(view.rank).toEqual({ known: false, reason: "Not ranked: moves like a stable coin." });
    expect(view.note).toBe("Not ranked: moves like a stable coin.");
  });

  it("keeps a price's decimals at the edge of a bracket", () => {
    expect(present({ current_price: 10_020 }, { priceDecimals: null }).priceColumn).toBe("10,020");
    expect(presentCoin({ ...row, current_price: 10_020 }, { ...options, priceDecimals: 1 }).priceColumn).toBe(
      "10,020.0",
    );
  });
});

describe("compareCells", () => {
  const flashes = (changes: Partial<MomentumRow>) => compareCells(row, { ...row, ...changes });
  it("flashes only what a reader can see change, and by enough", () => {
    expect(flashes({})).toBeNull();
    expect(flashes({ momentum_score: 83.74 })).toBeNull();
    expect(flashes({ momentum_score: 83.76 })).toBeNull();
    expect(flashes({ momentum_score: 84 })).toEqual({ score: "up" });
    expect(flashes({ current_price: 182.45 })).toBeNull();
    expect(flashes({ current_price: 181 })).toEqual({ price: "down" });
    expect(flashes({ current_price: null })).toBeNull();
  });
});

describe("sparklinePath", () => {
  it("spans the box, oldest left, highest on top", () => {
    expect(sparklinePath([1, 2, 3], 104, 44)).toEqual({ d: "M2 42L52 22L102 2", end: [102, 2] });
  });
  it("draws a flat line through the middle and nothing from one point", () => {
    expect(sparklinePath([5, 5], 104, 44)?.d).toBe("M2 22L102 22");
    expect(sparklinePath([5], 104, 44)).toBeNull();
  });
});
