import type { BoardSnapshot, MomentumBoard } from "@/lib/contracts/snapshots";
import type { WhaleDetails, WhaleWatch } from "@/lib/contracts/whales";
import type { UnixMs } from "@/lib/market/units";
import { SECOND_MS } from "@/lib/market/units";
import type { ScoredCoin } from "@/lib/momentum/scored-coin";
import { subScoreNames } from "@/lib/momentum/sub-scores";
import type { PretrendDetails } from "@/lib/pretrend/pretrend-details";
import type { PretrendServing } from "@/lib/pretrend/serving";
import type { WhaleReport } from "@/lib/whales/whale-report";
import type { CoinDetail, RankHistoryPoint } from "./coin-answer";
import { describeWatch, toPretrendDetails, toWhaleDetails } from "./evidence-wire";
import { explainCoin } from "./explain";
import type { BoardContact } from "./freshness";
import { describeFreshness } from "./freshness";
import { attainableScore, toMomentumRow } from "./momentum-wire";
import { roundTo, significantOrNull } from "./rounding";

export interface CoinCandidate {
  id: string;
  symbol: string;
  name: string;
  market_cap: number | null;
}

/** Which coin a path segment means. */
export type CoinMatch =
  | { kind: "found"; id: string }
  | { kind: "ambiguous"; candidates: CoinCandidate[] }
  | { kind: "unknown" };

/** So many times as large as the next one, a coin is what everybody means by the symbol. */
const OUTSHINES = 100;
/** From this size on, namesakes whose size nobody knows do not count. */
const PLAINLY_LARGE_USD = 100_000_000;

/** The coin that a shared symbol plainly means: copies and wrapped forms of it do not make "BTC" ambiguous. */
function plainlyMeant(bySymbol: readonly ScoredCoin[]): ScoredCoin | undefined {
  if (bySymbol.length === 1) return bySymbol[0];
  const [first, ...others] = bySymbol
    .filter(({ excluded }) => excluded !== "derivative")
    .toSorted((a, b) => (b.asset.marketCapUsd ?? 0) - (a.asset.marketCapUsd ?? 0));
  const cap = first?.asset.marketCapUsd ?? 0;
  const isOutshone = ({ asset: { marketCapUsd } }: ScoredCoin) =>
    marketCapUsd === null ? cap >= PLAINLY_LARGE_USD : cap >= OUTSHINES * marketCapUsd;
  return cap > 0 && others.every(isOutshone) ? first : undefined;
}

/**
 * Resolves an id, else a symbol that one coin has, or that one plainly stands for; neither cares about case. Candidates come
 * largest first.
 */
export function findCoin({ coins }: Pick<MomentumBoard, "coins">, idOrSymbol: string): CoinMatch {
  const wanted = idOrSymbol.toLowerCase();
  const assets = coins.map((coin) => coin.asset);
  const byId = assets.find(({ id }) => id === idOrSymbol) ?? assets.find(({ id }) => id.toLowerCase() === wanted);
  if (byId !== undefined) return { kind: "found", id: byId.id };
  const bySymbol = coins.filter(({ asset }) => asset.symbol.toLowerCase() === wanted);
  if (bySymbol.length === 0) return { kind: "unknown" };
  const meant = plainlyMeant(bySymbol);
  if (meant !== undefined) return { kind: "found", id: meant.asset.id };
  const candidates = bySymbol
    .map(({ asset: { id, symbol, name, marketCapUsd } }) => ({ id, symbol, name, market_cap: marketCapUsd }))
    .sort((a, b) => (b.market_cap ?? -1) - (a.market_cap ?? -1));
  return { kind: "ambiguous", candidates };
}

/** One earlier moment of a coin, as the store remembers it. */
export interface RankMoment {
  at: UnixMs;
  rank: number | null;
  score: number;
  subScores: ScoredCoin["subScores"];
  price: number | null;
}

/** Null says that the store could not be asked, which is not the same as having nothing. */
export type RankHistory = readonly RankMoment[] | null;

/** What else is known of the coin; each part is null when it could not be read or is not there. */
export interface CoinEvidence {
  whales: WhaleDetails | null;
  watch: WhaleWatch | null;
  /** What the watch says of this coin now; also of one of which too little was seen for details. */
  report: WhaleReport | null;
  pretrend: PretrendDetails | null;
  serving: PretrendServing | null;
  rankChanges: CoinDetail["rank_changes"];
}

export const noEvidence: CoinEvidence = {
  whales: null,
  watch: null,
  report: null,
  pretrend: null,
  serving: null,
  rankChanges: [],
};

/** The answer of `GET /market/coin/{id}`; null when the board does not have the coin. `now` is market time. */
export function toCoinDetail(
  { board, closes }: BoardSnapshot,
  id: string,
  history: RankHistory,
  now: UnixMs,
  evidence: CoinEvidence = noEvidence,
  contact: BoardContact = { cutOff: false },
): CoinDetail | null {
  const index = board.coins.findIndex((coin) => coin.asset.id === id);
  const coin = board.coins[index];
  if (coin === undefined) return null;
  return {
    ...toMomentumRow(coin, closes[index] ?? [], attainableScore(board.config)),
    explain: explainCoin(coin, board.config, board.scoreVersion),
    whale_details: toWhaleDetails(evidence.whales, evidence.watch),
    whale_watch: describeWatch(evidence),
    pretrend_details: toPretrendDetails(evidence.pretrend, evidence.serving),
    rank_changes: evidence.rankChanges,
    rank_history: (history ?? []).map(toHistoryPoint),
    history_available: history !== null,
    ranked: board.rankedCount,
    neighbours: { above: atRank(board.coins, coin.rank, -1), below: atRank(board.coins, coin.rank, 1) },
    sequence: board.sequence,
    ...describeFreshness(board, now, contact),
  };
}

function atRank(coins: readonly ScoredCoin[], rank: number | null, step: number) {
  const found = rank === null ? undefined : coins.find((coin) => coin.rank === rank + step);
  if (found === undefined) return null;
  return { id: found.asset.id, symbol: found.asset.symbol, momentum_score: roundTo(found.score, 2) };
}

/** Of the past only the parts are kept, so there is no base score that they must add up to. */
function roundPastSubScores(subScores: ScoredCoin["subScores"]): ScoredCoin["subScores"] {
  const rounded = { ...subScores };
  for (const name of subScoreNames) rounded[name] = roundTo(rounded[name], 2);
  return rounded;
}

function toHistoryPoint({ at, rank, score, subScores, price }: RankMoment): RankHistoryPoint {
  return {
    timestamp: Math.floor(at / SECOND_MS),
    rank,
    momentum_score: roundTo(score, 2),
    sub_scores: roundPastSubScores(subScores),
    price: significantOrNull(price, 8),
  };
}
