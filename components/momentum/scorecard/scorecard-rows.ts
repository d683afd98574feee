import type { ScorecardAnswer, WireScoreReport } from "@/lib/contracts/http/scorecard";

function tenths(history: "recorded" | "own", report: WireScoreReport | null | undefined): object[] {
  return (report?.measures ?? []).flatMap(({ horizon, population, rank_correlation, deciles }) =>
    deciles.map((decile) => ({ history, horizon, population, ...decile, rank_correlation })),
  );
}

/** Every tenth of every measure as one table: horizons, populations and both histories under each other. */
export function scorecardRows({ recorded, own }: ScorecardAnswer["score"]): object[] {
  return [...tenths("recorded", recorded?.report), ...tenths("own", own?.report)];
}
