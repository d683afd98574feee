import type { ObservedAsset } from "@/lib/market/asset";
import type { UnixMs } from "@/lib/market/units";
import type { UniverseInputs } from "@/lib/momentum/score-universe";
import type { JobContext } from "@/worker/runtime/services";
import type { RefreshKind } from "./commit-board";
import { loadClusters } from "./evidence/clusters";
import { judgePretrend } from "./evidence/pretrend";
import { loadWhales } from "./evidence/whales";
import type { StoredInputs } from "./load-inputs";

export type Evidence = Pick<UniverseInputs, "whales" | "pretrend" | "clusters">;

/** What the three fusions say of the coins about to be scored. Each is optional: without it, its points are missing. */
export async function loadEvidence(
  context: JobContext,
  observed: readonly ObservedAsset[],
  stored: StoredInputs,
  kind: RefreshKind,
  now: UnixMs,
): Promise<Evidence> {
  const [whales, clusters] = await Promise.all([loadWhales(context, now), loadClusters(context, now)]);
  const pretrend = await judgePretrend(context, { kind, observed, baselines: stored.baselines, whales, now });
  return { whales, clusters, pretrend };
}
