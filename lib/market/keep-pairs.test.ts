import { describe, expect, it } from "vitest";
import { keepPairs } from "./keep-pairs";
import { mapPairs } from "./map-pairs";
import type { PairMap, VenuePair } from "./pair";
import { coinFixture as coin, pairFixture as pair } from "./pair.fixture";
import { HOUR_MS } from "./units";

const NOW = Date.UTC(2026, 10, 21, 12);
const proven = mapPairs([pair()], [coin()], NOW);

/** Maps anew every hour, with a price of this age. */
function next(previous: PairMap, pairs: VenuePair[], ageMs = 0, coins = [coin()]): PairMap {
  const now = previous.mappedAt + HOUR_MS;
  const priced = coins.map(({ id }) => ({ id, pricedAt: now - ageMs }));
  return keepPairs(previous, mapPairs(pairs, coins, now), priced);
}

const pumped = [pair({ lastPrice: 2.5 })];
const coinsOf = ({ mapped }: PairMap) => mapped.map(({ coinId }) => coinId);

describe("keepPairs", () => {
  it("never loses a coin that moves away from an old price, however often it is looked at", () => {
    let map = proven;
    for (let hour = 0; hour < 24; hour += 1) map = next(map, pumped, HOUR_MS);
    expect(coinsOf(map)).toEqual(["abc"]);
    expect(map.unmapped).toEqual([]);
  });

  it("gives a pair up when fresh prices contradict it three times in a row, and says the reason", () => {
    const twice = next(next(proven, pumped), pumped);
    expect(coinsOf(twice)).toEqual(["abc"]);
    const thrice = next(twice, pumped);
    expect(thrice).toMatchObject({ mapped: [], unmapped: [{ pair: "ABCUSDT", reason: "price_disagrees" }] });
    const agreed = next(twice, [pair()]);
    expect(coinsOf(next(next(agreed, pumped), pumped))).toEqual(["abc"]);
  });

  it("believes the venue at once when it stops a pair or takes it off its list", () => {
    expect(next(proven, [pair({ trading: false })]).mapped).toEqual([]);
    expect(next(proven, []).mapped).toEqual([]);
  });

  it("keeps a pair that now looks like another coin's, and never gives one pair to two coins or one coin two pairs", () => {
    const other = coin({ id: "other", priceUsd: 2.5 });
    const map = next(proven, pumped, 0, [coin(), other]);
    expect(map.mapped.map(({ pair: name, coinId }) => [name, coinId])).toEqual([["ABCUSDT", "abc"]]);
    const multiple = pair({ pair: "1000ABCUSDT", base: "1000ABC", lastPrice: 2_000 });
    const moved = next(proven, [...pumped, multiple]);
    expect(moved.mapped.map(({ pair: name, coinId }) => [name, coinId])).toEqual([["1000ABCUSDT", "abc"]]);
  });
});
