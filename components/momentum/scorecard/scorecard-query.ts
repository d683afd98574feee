import {
  type ScorecardHorizon,
  type ScorecardPopulation,
  scorecardHorizonSchema,
  scorecardPopulationSchema,
} from "@/lib/momentum/scorecard-report";

/** Which measurement is on screen; the address bar says it. */
export interface ScorecardQuery {
  readonly history: "recorded" | "own";
  readonly horizon: ScorecardHorizon;
  readonly coins: ScorecardPopulation;
}

const standard: ScorecardQuery = { history: "recorded", horizon: "24h", coins: "all" };

/** An unknown value falls back to the default. */
export function parseScorecardQuery(params: URLSearchParams): { readonly query: ScorecardQuery } {
  const horizon = scorecardHorizonSchema.safeParse(params.get("horizon"));
  const coins = scorecardPopulationSchema.safeParse(params.get("coins"));
  return {
    query: {
      history: params.get("history") === "own" ? "own" : "recorded",
      horizon: horizon.data ?? standard.horizon,
      coins: coins.data ?? standard.coins,
    },
  };
}

/** Defaults are left out, so that one screen has one address. */
export function serializeScorecardQuery(query: ScorecardQuery): string {
  const params = new URLSearchParams();
  if (query.history !== standard.history) params.set("history", query.history);
  if (query.horizon !== standard.horizon) params.set("horizon", query.horizon);
  if (query.coins !== standard.coins) params.set("coins", query.coins);
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}
