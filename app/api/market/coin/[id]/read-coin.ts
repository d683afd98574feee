import type { WebServices } from "@/app/api/web-services";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { type CoinCandidate, findCoin, type RankHistory, toCoinDetail } from "@/lib/contracts/http/coin-detail";
import { nearestCoins } from "@/lib/contracts/http/nearest-coins";
import { marketNow } from "@/lib/market/clock";
import { DAY_MS, type UnixMs } from "@/lib/market/units";
import { listRankHistory } from "@/lib/store/momentum-history";
import { readEvidence } from "./read-evidence";

const HISTORY_MS = 7 * DAY_MS;
const NEAREST = 5;

export type CoinReading =
  | { readonly kind: "found"; readonly detail: CoinDetail }
  | { readonly kind: "ambiguous"; readonly candidates: CoinCandidate[] }
  | { readonly kind: "unknown"; nearest(): CoinCandidate[] }
  | { readonly kind: "no_board" };

/** Everything known of the coin that an address means, for the interface and for the coin's page. */
export async function readCoin(services: WebServices, idOrSymbol: string): Promise<CoinReading> {
  const snapshot = await services.boards.read();
  if (snapshot === null) return { kind: "no_board" };
  const match = findCoin(snapshot.board, idOrSymbol);
  if (match.kind === "ambiguous") return match;
  // Found only where they are shown: the page of an unknown coin asks the interface, which counts its readers.
  const nearest = () => nearestCoins(snapshot.board, idOrSymbol, NEAREST);
  if (match.kind === "unknown") return { kind: "unknown", nearest };
  const now = marketNow(snapshot.board.clock, services.wallNow());
  const [history, evidence] = await Promise.all([
    readHistory(services, match.id, now),
    readEvidence(services, snapshot.board, match.id),
  ]);
  const contact = { cutOff: services.boards.isCutOff() };
  const detail = toCoinDetail(snapshot, match.id, history, now, evidence, contact);
  return detail === null ? { kind: "unknown", nearest } : { kind: "found", detail };
}

/** A coin is worth showing without its past, so a store that is away costs the history and nothing else. */
async function readHistory({ database, log }: WebServices, id: string, now: UnixMs): Promise<RankHistory> {
  try {
    return await listRankHistory(database, id, now - HISTORY_MS, now);
  } catch (error) {
    log.warn({ err: error, id }, "The rank history could not be read");
    return null;
  }
}
