import type { PretrendUniverse } from "./pretrend-universe";

/** Features of a universe in one block: row i belongs to coin i. */
export interface UniverseFeatures {
  /** `FEATURE_COUNT` numbers a coin, in the order of FEATURE_NAMES; NaN marks what is missing and never leaves this folder. */
  readonly values: Float64Array;
  /** σ24 of each coin, the barrier as a log return; 0 for a coin that cannot be asked about. */
  readonly sigma24: Float64Array;
}

/** Everything the model may know of every coin at `closesEndAt`. Training and serving call this and nothing else. */
export function universeFeatures(_: PretrendUniverse): UniverseFeatures {
  throw new Error("being written");
}
