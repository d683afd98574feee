import type { PretrendStanding } from "@/lib/contracts/scorecard";
import type { UnixMs } from "@/lib/market/units";
import type { PretrendModel } from "@/lib/pretrend/model";
import type { PretrendForecast } from "@/lib/pretrend/predict";
import type { PretrendServing } from "@/lib/pretrend/serving";

/** The model file as it was read at the start of the process; an unusable one left its reason instead. */
export interface LoadedModel {
  readonly model: PretrendModel | null;
  /** Names the file by its content; null without a model. */
  readonly hash: string | null;
  readonly serving: PretrendServing;
}

/** One judgement of the whole universe. */
export interface Judgement {
  /** Market time. */
  readonly at: UnixMs;
  readonly serving: PretrendServing;
  readonly modelHash: string | null;
  readonly forecasts: ReadonlyMap<string, PretrendForecast>;
  /** What is served, as the scorer takes it. */
  readonly probabilities: ReadonlyMap<string, number>;
}

export interface PretrendMemory {
  /** Null until a start has read it: then nothing is said of any coin. */
  loaded: LoadedModel | null;
  judged: Judgement | null;
  /** The last judgement that Redis holds. */
  told: Judgement | null;
  /** The last period of which predictions are kept in Postgres. */
  keptPeriod: number | null;
  /** What the live record said when it was last read, and of which model. */
  standing: { readonly modelHash: string; readonly value: PretrendStanding } | null;
}

export function createPretrendMemory(): PretrendMemory {
  return { loaded: null, judged: null, told: null, keptPeriod: null, standing: null };
}
