import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { formatPrice } from "@/lib/format/price";
import { formatPoints } from "@/lib/format/reading";
import {
  type ConditionDraft,
  type ConditionType,
  fieldText,
  newCondition,
  newDraft,
  type RuleDraft,
} from "./rule-draft";

export interface AlertSuggestion {
  readonly label: string;
  readonly condition: ConditionDraft;
}

/** Where the bands begin: A.6. */
const bandFloors = [30, 40, 70] as const;
/** The next step for a score that is in the highest band. */
const STEP_ABOVE_BANDS = 5;
const PRICE_STEP = 0.05;
const RANK_GATES = [10, 50, 100] as const;

function condition(type: ConditionType, changes: Partial<ConditionDraft>): ConditionDraft {
  return { ...newCondition(type), ...changes };
}

function scoreGate(score: number): number {
  const next = bandFloors.find((floor) => floor > score);
  return next ?? Math.min(100, Math.ceil((score + 0.1) / STEP_ABOVE_BANDS) * STEP_ABOVE_BANDS);
}

/** Rounded to what its price shows, so that a field does not carry noise. */
function near(price: number, share: number): number {
  return Number((price * (1 + share)).toPrecision(4));
}

/** A few rules that make sense for where this coin stands now. None of them holds already. */
export function suggestAlerts(
  detail: Pick<CoinDetail, "momentum_score" | "current_price" | "rank" | "whale_confidence">,
  whaleConfidenceMin: number,
): AlertSuggestion[] {
  const { momentum_score, current_price, rank, whale_confidence } = detail;
  const gate = scoreGate(momentum_score);
  const suggestions: AlertSuggestion[] = [
    {
      label: `Score reaches ${formatPoints(gate)}`,
      condition: condition("score_above", { threshold: fieldText(gate) }),
    },
  ];
  if (current_price !== null && current_price > 0) {
    const [up, down] = [near(current_price, PRICE_STEP), near(current_price, -PRICE_STEP)];
    suggestions.push(
      { label: `Price +5%, ${formatPrice(up)}`, condition: condition("price_above", { threshold: fieldText(up) }) },
      { label: `Price −5%, ${formatPrice(down)}`, condition: condition("price_below", { threshold: fieldText(down) }) },
    );
  }
  if (rank !== null) {
    const entering = RANK_GATES.toReversed().find((top) => top < rank);
    suggestions.push(
      entering === undefined
        ? {
            label: `Leaves the top ${RANK_GATES[0]}`,
            condition: condition("rank_top", { change: "leaves", top: String(RANK_GATES[0]) }),
          }
        : {
            label: `Enters the top ${entering}`,
            condition: condition("rank_top", { change: "enters", top: String(entering) }),
          },
    );
  }
  if (whale_confidence === null || whale_confidence < whaleConfidenceMin)
    suggestions.push({
      label: "Whales seen",
      condition: condition("whale_seen", { threshold: fieldText(whaleConfidenceMin) }),
    });
  return suggestions;
}

/** The fields of a suggestion; whom it is about and where it goes stay as they are. */
export function withSuggestion(draft: RuleDraft, suggested: ConditionDraft): RuleDraft {
  const { lines } = newDraft(draft.scope, [suggested]);
  return { ...draft, lines, match: "all", rearm: null };
}
