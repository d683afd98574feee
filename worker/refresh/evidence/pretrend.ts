import type { MomentumBoard } from "@/lib/contracts/snapshots";
import type { ObservedAsset } from "@/lib/market/asset";
import { HOUR_MS, MINUTE_MS, type UnixMs } from "@/lib/market/units";
import type { WhaleReading } from "@/lib/momentum/bonuses";
import type { VolumeBaseline } from "@/lib/momentum/volume-baseline";
import { predictUniverse } from "@/lib/pretrend/predict";
import type { PretrendUniverse } from "@/lib/pretrend/pretrend-universe";
import type { RefreshKind } from "@/worker/refresh/commit-board";
import type { Judgement } from "@/worker/refresh/pretrend-memory";
import { readStanding, servingNow } from "@/worker/refresh/pretrend-standing";
import type { JobContext } from "@/worker/runtime/services";

/** A fast refresh goes on with the last full one's answer up to this age, market time. */
const OLDEST_MS = 15 * MINUTE_MS;
/** A provider's hourly closes end this long before now; they carry no time of their own. */
const CLOSES_LAG_HOURS = 2;

export interface PretrendInputs {
  kind: RefreshKind;
  /** The board that is followed, of the same market; null at a first one. */
  previous: MomentumBoard | null;
  observed: readonly ObservedAsset[];
  baselines: ReadonlyMap<string, VolumeBaseline>;
  whales: ReadonlyMap<string, WhaleReading>;
  now: UnixMs;
}

/**
 * By coin id: the served probability of a trend ahead. Judged with each full refresh, because two features rank a coin among
 * all others; a fast refresh in between keeps that answer, also when another worker gave it.
 */
export async function judgePretrend(context: JobContext, inputs: PretrendInputs): Promise<ReadonlyMap<string, number>> {
  const { pretrend } = context.memory;
  const { kind, previous, now } = inputs;
  if (pretrend.loaded === null) return new Map();
  const held = pretrend.judged;
  if (kind === "fast") {
    const theirs = previous?.full?.refreshedAt ?? null;
    const ours = held?.at ?? null;
    if (previous !== null && isRecent(theirs, now) && (theirs ?? 0) > (ours ?? 0)) return probabilitiesOf(previous);
    if (held !== null && isRecent(ours, now)) return held.probabilities;
  }
  const standing = await readStanding(context, now);
  const serving = servingNow(pretrend.loaded, standing);
  const forecasts = predictUniverse(pretrend.loaded.model, serving, toPretrendUniverse(inputs), now);
  const probabilities = new Map(Array.from(forecasts, ([id, { details }]) => [id, details.probability]));
  const { hash } = pretrend.loaded;
  const judged: Judgement = { at: now, serving, modelHash: hash, forecasts, probabilities };
  pretrend.judged = judged;
  return probabilities;
}

function isRecent(at: UnixMs | null, now: UnixMs): boolean {
  return at !== null && now >= at && now - at <= OLDEST_MS;
}

/** What a board says that was served. */
export function probabilitiesOf({ coins }: MomentumBoard): Map<string, number> {
  return new Map(
    coins.flatMap(({ asset, readings }) => {
      const { probability } = readings.pretrend;
      return probability === null ? [] : [[asset.id, probability] as const];
    }),
  );
}

/** The universe as the training saw it: every observed coin, by the closes it has. */
export function toPretrendUniverse({ observed, baselines, whales, now }: PretrendInputs): PretrendUniverse {
  return {
    closesEndAt: (Math.floor(now / HOUR_MS) - CLOSES_LAG_HOURS) * HOUR_MS,
    coins: observed.map(({ asset, closes }) => {
      const { id, volumeUsd24h, marketCapUsd } = asset;
      const baselineUsd = baselines.get(id)?.baselineUsd ?? 0;
      const volumeRatio = volumeUsd24h === null || baselineUsd <= 0 ? null : volumeUsd24h / baselineUsd;
      return { id, closes, volumeUsd24h, volumeRatio, marketCapUsd, whale: whales.get(id) ?? null, funding: null };
    }),
  };
}
