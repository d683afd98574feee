import type { WebServices } from "@/app/api/web-services";
import { readPretrendDetails, readPretrendServing } from "@/lib/cache/pretrend";
import { readWhaleBoard, readWhaleDetails } from "@/lib/cache/whale-board";
import { type CoinEvidence, noEvidence } from "@/lib/contracts/http/coin-detail";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import { standingWatch } from "@/lib/contracts/standing-watch";
import { marketNow } from "@/lib/market/clock";
import { readCoinRankChanges } from "./read-rank-changes";

/** A coin is worth showing without its evidence, so a Redis that is away costs only that. */
export async function readEvidence(services: WebServices, board: MomentumBoard, coinId: string): Promise<CoinEvidence> {
  const { redis, log } = services;
  try {
    const [whales, whaleBoard, pretrend, serving, rankChanges] = await Promise.all([
      readWhaleDetails(redis, coinId, log),
      readWhaleBoard(redis, log),
      readPretrendDetails(redis, coinId, log),
      readPretrendServing(redis, log),
      readCoinRankChanges(services, board, coinId),
    ]);
    const watch = standingWatch(whaleBoard, marketNow(board.clock, services.wallNow()), board.clock.speed);
    const report = whaleBoard?.coins.find((coin) => coin.coinId === coinId) ?? null;
    return { whales, watch, report, pretrend, serving, rankChanges };
  } catch (error) {
    log.warn({ err: error, coinId }, "The evidence could not be read");
    return noEvidence;
  }
}
