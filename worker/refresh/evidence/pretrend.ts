import type { ObservedAsset } from "@/lib/market/asset";
import type { UnixMs } from "@/lib/market/units";
import type { WhaleReading } from "@/lib/momentum/bonuses";
import type { VolumeBaseline } from "@/lib/momentum/volume-baseline";
import type { JobContext } from "@/worker/runtime/services";

export interface PretrendInputs {
  observed: readonly ObservedAsset[];
  baselines: ReadonlyMap<string, VolumeBaseline>;
  whales: ReadonlyMap<string, WhaleReading>;
  now: UnixMs;
}

/** By coin id: the probability of a trend ahead. */
export async function judgePretrend(_: JobContext, __: PretrendInputs): Promise<ReadonlyMap<string, number>> {
  return new Map();
}
