import { emaSeparationScale } from "@/lib/indicators/ema-separation";
import type { Asset, ObservedAsset } from "@/lib/market/asset";
import type { UnixMs } from "@/lib/market/units";
import type { WhaleReading } from "./bonuses";
import type { CloseReading } from "./close-reading";
import { type MomentumConfig, maxPoints } from "./config";
import { type Observation, observe } from "./observation";
import { type PeerReading, peerMedians } from "./peers";
import { rankCoins } from "./rank";
import { type ReadAllCloses, readAllCloses } from "./read-all-closes";
import { type ScoringRun, scoreCoin } from "./score-coin";
import type { Action, ClusterPlace, ScoredCoin } from "./scored-coin";
import { type Categories, judgeStanding, type Standing } from "./universe";
import type { VolumeBaseline } from "./volume-baseline";

/** Everything one scoring pass is a function of, besides its configuration and the time. */
export interface UniverseInputs {
  /** Unique ids, any order. */
  observed: readonly ObservedAsset[];
  /** By coin id; a coin without one is compared with coins of similar size. */
  baselines: ReadonlyMap<string, VolumeBaseline>;
  categories: Categories;
  /** The actions last published, for hysteresis. */
  previousActions: ReadonlyMap<string, Action>;
  ranksAgo1h: ReadonlyMap<string, number>;
  ranksAgo24h: ReadonlyMap<string, number>;
  /** Probability of a trend ahead, 0–1. */
  pretrend?: ReadonlyMap<string, number>;
  whales?: ReadonlyMap<string, WhaleReading>;
  clusters?: ReadonlyMap<string, ClusterPlace>;
}

/**
 * Scores the whole universe and ranks it: coins in board order. A coin without a price is left out; everything else that
 * is unknown takes its neutral value, is named in `missing` and lowers `coverage`. The answer does not depend on the
 * order of `observed`, nor on any earlier call. A caller that scores the same closes again and again may bring a
 * `readSeries` that remembers them.
 */
export function scoreUniverse(
  inputs: UniverseInputs,
  config: MomentumConfig,
  now: UnixMs,
  readSeries: ReadAllCloses = readAllCloses,
): ScoredCoin[] {
  const observations = inputs.observed.map(observe).filter((observation) => observation !== null);
  const readings = readSeries(
    observations.map(({ closes }) => closes),
    config,
  );
  const subjects = observations.map((observation, i): Subject => {
    const { asset, closes } = observation;
    const standing = judgeStanding(asset, closes, inputs.categories, config.includeDerivatives, now);
    return { observation, standing, reading: readings[i] as CloseReading, logTurnover: logTurnoverOf(asset) };
  });
  const run: ScoringRun = {
    config,
    points: maxPoints(config),
    separationScale: emaSeparationScale(config.maFast, config.maSlow),
    peers: peerMedians(peersAmong(subjects)),
  };
  const coins = subjects.map(({ observation, standing, reading, logTurnover }) => {
    const { id } = observation.asset;
    return scoreCoin(
      observation,
      {
        standing,
        reading,
        logTurnover,
        baseline: inputs.baselines.get(id) ?? null,
        pretrend: inputs.pretrend?.get(id) ?? null,
        whale: inputs.whales?.get(id) ?? null,
        cluster: inputs.clusters?.get(id) ?? null,
        previousAction: inputs.previousActions.get(id) ?? null,
        rankAgo1h: inputs.ranksAgo1h.get(id) ?? null,
        rankAgo24h: inputs.ranksAgo24h.get(id) ?? null,
      },
      run,
    );
  });
  rankCoins(coins);
  return coins;
}

interface Subject {
  observation: Observation;
  standing: Standing;
  reading: CloseReading;
  logTurnover: number | null;
}

/** ln(volume / market cap); null when either is unknown or there was no volume. */
function logTurnoverOf({ volumeUsd24h, marketCapUsd }: Asset): number | null {
  return volumeUsd24h === null || volumeUsd24h === 0 || marketCapUsd === null
    ? null
    : Math.log(volumeUsd24h) - Math.log(marketCapUsd);
}

/** Only coins that are ranked stand for their size: a stable coin's calm and turnover are of another kind. */
function peersAmong(subjects: readonly Subject[]): PeerReading[] {
  const peers: PeerReading[] = [];
  for (const { observation, standing, reading, logTurnover } of subjects) {
    if (standing.excluded !== null) continue;
    peers.push({ marketCapUsd: observation.asset.marketCapUsd, sigma1h: reading.sigma1h, logTurnover });
  }
  return peers;
}
