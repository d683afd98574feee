import type { Rule, Scope } from "@/lib/alerts/rule";
import { rearmLevel, thresholdText, unitOf } from "@/lib/contracts/alert-words";
import { type CoinCandidate, findCoin } from "@/lib/contracts/http/coin-detail";
import { nearestCoins } from "@/lib/contracts/http/nearest-coins";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import { type Answer, problemAnswer } from "@/lib/http/answer";
import type { QueryMistake } from "@/lib/http/parse-query";
import { describeProblem } from "@/lib/http/problem";
import type { AlertScene } from "./read-scene";

/** What keeps a rule from being made: every mistake at once, and the coins that may have been meant. */
export interface RuleMistakes {
  readonly errors: readonly QueryMistake[];
  readonly candidates: readonly CoinCandidate[];
}

const NEAREST = 5;

export function answerMistakes({ errors, candidates }: RuleMistakes): Answer {
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join("; ");
  const extra = candidates.length === 0 ? {} : { candidates: [...candidates] };
  return problemAnswer(describeProblem("bad_request", detail, { errors: [...errors], ...extra }));
}

export type ResolvedCoin =
  | { readonly id: string; readonly mistakes: null }
  | { readonly id: null; readonly mistakes: RuleMistakes };

/** The coin that an id or an unambiguous symbol means. */
export function resolveCoin(board: MomentumBoard, wanted: string, path: string): ResolvedCoin {
  const match = findCoin(board, wanted);
  if (match.kind === "found") return { id: match.id, mistakes: null };
  const isUnknown = match.kind === "unknown";
  const candidates = isUnknown ? nearestCoins(board, wanted, NEAREST) : match.candidates;
  const ids = candidates.map(({ id }) => id).join(", ");
  const message = isUnknown
    ? `no coin has the symbol or id ${wanted}${ids === "" ? "" : `; near it are ${ids}`}`
    : `${candidates.length} coins have the symbol ${wanted}; name one by id: ${ids}`;
  return { id: null, mistakes: { errors: [{ path, message }], candidates } };
}

/** A scope whose coin is named by its id, if there are such a coin and such a list. */
export function resolveScope(
  scope: Scope,
  { board, watchlists }: AlertScene,
): { scope: Scope; mistakes: RuleMistakes } {
  if (scope.kind === "coin") {
    const { id, mistakes } = resolveCoin(board, scope.coinId, "scope.coinId");
    return mistakes === null ? { scope: { kind: "coin", coinId: id }, mistakes: noMistakes } : { scope, mistakes };
  }
  if (scope.kind === "watchlist" && !watchlists.has(scope.watchlistId)) {
    const message = `no watchlist has the id ${scope.watchlistId}`;
    return { scope, mistakes: { errors: [{ path: "scope.watchlistId", message }], candidates: [] } };
  }
  return { scope, mistakes: noMistakes };
}

export const noMistakes: RuleMistakes = { errors: [], candidates: [] };

/** A rule that could never be armed again, or that is over before it begins. `now`: market time. */
export function mistakesOfTimes(
  rule: Pick<Rule, "when" | "hysteresis" | "expiresAt">,
  now: number,
): readonly QueryMistake[] {
  return [...mistakesOfHysteresis(rule), ...(rule.expiresAt !== null && rule.expiresAt <= now ? [tooLate] : [])];
}

const tooLate: QueryMistake = { path: "expires_at", message: "must be in the future" };

function mistakesOfHysteresis({ when, hysteresis }: Pick<Rule, "when" | "hysteresis">): QueryMistake[] {
  if (hysteresis === null) return [];
  if ("of" in when) return [{ path: "hysteresis", message: "must be left out for a group of conditions" }];
  const level = rearmLevel(when, hysteresis);
  if (level === null) return [{ path: "hysteresis", message: "must be left out: an event is over at once" }];
  const unit = unitOf(when);
  const highest = { score: 100, whale: 1, pretrend: 1 }[unit as string] ?? Number.POSITIVE_INFINITY;
  const isReachable = level <= highest && (unit === "price" ? level > 0 : level >= 0);
  if (isReachable) return [];
  const text = level < 0 ? "less than nothing" : thresholdText(unit, level);
  return [{ path: "hysteresis", message: `must leave a level that can be reached, and ${text} cannot` }];
}
