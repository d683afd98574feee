import type { WebServices } from "@/app/api/web-services";
import { readPretrendDetails, readPretrendServing } from "@/lib/cache/pretrend";
import { readWhaleBoard, readWhaleDetails } from "@/lib/cache/whale-board";
import { type CoinEvidence, noEvidence } from "@/lib/contracts/http/coin-detail";

/** A coin is worth showing without its evidence, so a Redis that is away costs only that. */
export async function readEvidence({ redis, log }: WebServices, coinId: string): Promise<CoinEvidence> {
  try {
    const [whales, board, pretrend, serving] = await Promise.all([
      readWhaleDetails(redis, coinId, log),
      readWhaleBoard(redis, log),
      readPretrendDetails(redis, coinId, log),
      readPretrendServing(redis, log),
    ]);
    return { ...noEvidence, whales, watch: board?.watch ?? null, pretrend, serving };
  } catch (error) {
    log.warn({ err: error, coinId }, "The evidence could not be read");
    return noEvidence;
  }
}
