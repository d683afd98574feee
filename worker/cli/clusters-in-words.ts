import type { ClustersOutcome, MethodOutcome } from "@/worker/clusters/outcome";

/** A line for each method, or one that says why there is none. */
export function clustersInWords(outcome: ClustersOutcome): string[] {
  return "reason" in outcome ? [outcome.reason] : outcome.methods.map(describe);
}

function describe(outcome: MethodOutcome): string {
  if ("reason" in outcome) return `${outcome.method}: ${outcome.reason}`;
  const { method, groups, coins, silhouette, stability, agreement, weak } = outcome;
  const found = `${method}: ${groups} ${groups === 1 ? "group" : "groups"} of ${coins} coins`;
  const quality = weak ? `weak structure (${figure(silhouette)})` : `silhouette ${figure(silhouette)}`;
  return `${found}, ${quality}, stability ${figure(stability)}, agreement with the run before ${figure(agreement)}`;
}

function figure(value: number | null): string {
  return value === null ? "unknown" : value.toFixed(2);
}
