import { readBoard } from "@/lib/cache/momentum-board";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import { AppError } from "@/lib/errors";
import { type CoinToMap, mapPairs } from "@/lib/market/map-pairs";
import type { MappedPair, VenuePair } from "@/lib/market/pair";
import type { JobContext } from "@/worker/runtime/services";

/** A coin of the board as pairs are proven against it. */
export function toCoinToMap({ asset, excluded, flags }: MomentumBoard["coins"][number]): CoinToMap {
  const { id, symbol, priceUsd, volumeUsd24h, marketCapUsd } = asset;
  const shadow = excluded === "stable" || flags.includes("derivative");
  return { id, symbol: symbol.toUpperCase(), priceUsd, volumeUsd24h, marketCapUsd, excluded: shadow };
}

/** Which of a venue's pairs trades which coin of the board, by coin id. */
export async function provePairs(
  fetchPairs: () => Promise<VenuePair[]>,
  { redis, log, now }: Pick<JobContext, "redis" | "log" | "now">,
): Promise<ReadonlyMap<string, MappedPair>> {
  const snapshot = await readBoard(redis, log);
  if (snapshot === null) {
    throw new AppError("dependency_unavailable", "There is no board yet to prove pairs against", { retryable: true });
  }
  return byCoin(mapPairs(await fetchPairs(), snapshot.board.coins.map(toCoinToMap), now()).mapped);
}

export const byCoin = (mapped: readonly MappedPair[]): ReadonlyMap<string, MappedPair> =>
  new Map(mapped.map((pair) => [pair.coinId, pair]));
