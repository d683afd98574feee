import type { MomentumBoard } from "@/lib/contracts/snapshots";
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

interface Occasion {
  readonly observed: readonly ObservedAsset[];
  readonly stored: StoredInputs;
  readonly kind: RefreshKind;
  /** The board that this one follows, of the same market; null at a first one. */
  readonly previous: MomentumBoard | null;
}

/** What the three fusions say of the coins about to be scored. Each is optional: without it, its points are missing. */
export async function loadEvidence(
  context: JobContext,
  { observed, stored, kind, previous }: Occasion,
  now: UnixMs,
): Promise<Evidence> {
  const { baselines } = stored;
  const [whales, clusters] = await Promise.all([loadWhales(context, now), loadClusters(context, now)]);
  const pretrend = await judgePretrend(context, { kind, previous, observed, baselines, whales, now });
  return { whales, clusters, pretrend };
}
