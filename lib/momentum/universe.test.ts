import { describe, expect, it } from "vitest";
import type { Asset } from "@/lib/market/asset";
import { DAY_MS } from "@/lib/market/units";
import { judgeStanding } from "./universe";

const now = 1_744_000_000_000;
const asset: Asset = {
  id: "coin",
  symbol: "COIN",
  name: "Coin",
  imageUrl: null,
  priceUsd: 1,
  marketCapUsd: 1e6,
  marketCapRank: 1,
  volumeUsd24h: 1e5,
  highUsd24h: 1.1,
  lowUsd24h: 0.9,
  changePercent1h: 0,
  changePercent24h: 0,
  changePercent7d: 0,
  lastUpdatedAt: now,
  observedAt: now,
};
const moving = Float64Array.from({ length: 168 }, (_, i) => 1 + 0.1 * Math.sin(i));
const flat = new Float64Array(168).fill(1);
const none = { stable: new Set<string>(), derivative: new Set<string>() };
const judge = (changes: Partial<Asset>, closes = moving, categories = none, includeDerivatives = false) =>
  judgeStanding({ ...asset, ...changes }, closes, categories, includeDerivatives, now);

describe("judgeStanding", () => {
  it("ranks an ordinary coin", () => {
    expect(judge({})).toEqual({ excluded: null, flags: [], buyBarred: false });
  });

  it("excludes a stable coin by its category whatever it does", () => {
    const standing = judge({}, moving, { ...none, stable: new Set(["coin"]) });
    expect(standing).toEqual({ excluded: "stable", flags: ["stable_like"], buyBarred: true });
  });

  it("excludes a coin that moves like a stable one, by the day's high and low or by its closes", () => {
    expect(judge({ highUsd24h: 1.001, lowUsd24h: 1 }, flat).excluded).toBe("stable");
    expect(judge({ highUsd24h: null, lowUsd24h: null }, flat).excluded).toBe("stable");
    expect(judge({ highUsd24h: 1.008, lowUsd24h: 1 }, flat).excluded).toBeNull();
    expect(judge({ highUsd24h: 1.001, lowUsd24h: 1 }, moving).excluded).toBeNull();
  });

  it("excludes derivatives unless they are asked for, and says so either way", () => {
    const categories = { ...none, derivative: new Set(["coin"]) };
    expect(judge({}, moving, categories)).toEqual({ excluded: "derivative", flags: ["derivative"], buyBarred: false });
    expect(judge({}, moving, categories, true)).toEqual({ excluded: null, flags: ["derivative"], buyBarred: false });
  });

  it("calls a coin dead without volume or a day after its last price, and does not call its flat line stable", () => {
    const quiet = { highUsd24h: 1, lowUsd24h: 1 };
    expect(judge({ ...quiet, volumeUsd24h: 0 }, flat)).toEqual({ excluded: "dead", flags: ["dead"], buyBarred: true });
    expect(judge({ lastUpdatedAt: now - DAY_MS - 1 }).excluded).toBe("dead");
    expect(judge({ lastUpdatedAt: now - DAY_MS }).excluded).toBeNull();
    expect(judge({ volumeUsd24h: null }).excluded).toBeNull();
  });

  it("waits for 24 closes", () => {
    expect(judge({}, moving.subarray(0, 23))).toEqual({ excluded: "new", flags: ["new_coin"], buyBarred: true });
    expect(judge({}, moving.subarray(0, 24)).excluded).toBeNull();
  });

  it("says when nothing tells how old the price is", () => {
    expect(judge({ lastUpdatedAt: null }, new Float64Array(0)).flags).toContain("stale_price");
    expect(judge({ lastUpdatedAt: null }).flags).toEqual([]);
  });
});
