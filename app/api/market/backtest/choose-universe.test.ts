import { expect, it } from "vitest";
import { scoredCoinFixture } from "@/lib/contracts/board.fixture";
import { chooseUniverse, UNIVERSE_MAX } from "./choose-universe";

const coins = Array.from({ length: 500 }, (_, index) => scoredCoinFixture(499 - index)).map((coin, index) =>
  index % 2 === 0 ? { ...coin, excluded: "stable" as const } : { ...coin, excluded: null },
);
const pair = (coinId: string) => ({ pair: "X", coinId, multiplier: 1, volumeUsd24h: 1, trades24h: 1 });

it("takes the largest coins with a rank, as many as fit", () => {
  expect(chooseUniverse({ coins }, null, 3).map(({ coinId }) => coinId)).toEqual(["coin-0", "coin-2", "coin-4"]);
  expect(chooseUniverse({ coins }, null, 10_000)).toHaveLength(UNIVERSE_MAX);
});

it("takes only what a venue trades, once it is known what that is", () => {
  const mapped = [pair("coin-4"), pair("coin-3"), pair("coin-2")];
  expect(chooseUniverse({ coins }, { mapped }, 10).map(({ coinId }) => coinId)).toEqual(["coin-2", "coin-4"]);
  expect(chooseUniverse({ coins }, { mapped: [] }, 2)).toHaveLength(2);
});
