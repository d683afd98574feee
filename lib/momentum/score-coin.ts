import { VOLATILITY_DEFAULT } from "@/lib/indicators/hourly-volatility";
import type { Asset } from "@/lib/market/asset";
import { decideAction } from "./action";
import { pretrendBonus, type WhaleReading, whaleBonus } from "./bonuses";
import type { CloseReading } from "./close-reading";
import type { MomentumConfig } from "./config";
import { maCross } from "./ma-cross";
import type { Observation } from "./observation";
import type { PeerMedians } from "./peers";
import { priceMomentum } from "./price-momentum";
import { RSI_OVERBOUGHT, rsiSignal } from "./rsi-signal";
import type { Action, Flag, Readings, ScoredCoin } from "./scored-coin";
import type { SubScoreName } from "./sub-scores";
import { baseScore, totalScore } from "./total-score";
import type { Standing } from "./universe";
import type { VolumeBaseline } from "./volume-baseline";
import { neutralVolumeSpike, peerVolumeSpike, volumeSpike } from "./volume-spike";

/** What holds for every coin of one scoring pass. */
export interface ScoringRun {
  config: MomentumConfig;
  points: Record<SubScoreName, number>;
  /** `emaSeparationScale` of the configured averages. */
  separationScale: number;
  peers: PeerMedians;
}

/** What is known about one coin besides its market row. */
export interface CoinContext {
  standing: Standing;
  reading: CloseReading;
  logTurnover: number | null;
  baseline: VolumeBaseline | null;
  pretrend: number | null;
  whale: WhaleReading | null;
  cluster: ScoredCoin["cluster"];
  previousAction: Action | null;
  rankAgo1h: number | null;
  rankAgo24h: number | null;
}

/** Flags that scoring itself finds, in the order they are listed. */
const COIN_FLAGS = ["from_zero", "sigma_peer", "overbought", "buy_withheld"] as const;

type Sigma = Pick<Readings["price"], "sigma1h" | "sigmaSource">;

interface SpikeFinding {
  score: number;
  fromZero: boolean;
  reading: Readings["volume"];
}

/** One coin's score with everything that explains it; `rank` and `scorePercentile` are given by `rankCoins`. */
export function scoreCoin(observation: Observation, context: CoinContext, run: ScoringRun): ScoredCoin {
  const { asset, closes } = observation;
  const { standing, reading, pretrend, whale } = context;
  const { config, points } = run;
  const sigma = sigmaFor(reading.sigma1h, asset.marketCapUsd, run.peers);
  const price = priceMomentum(
    { change1h: asset.changePercent1h, change24h: asset.changePercent24h, change7d: asset.changePercent7d },
    sigma.sigma1h,
    points.price_momentum,
    config.priceMode,
  );
  const volume = spikeFor(observation, context, run);
  const ma = maCross(reading.averages, run.separationScale, points.ma_cross);
  const subScores: ScoredCoin["subScores"] = {
    price_momentum: price.score,
    volume_spike: volume.score,
    rsi_signal: rsiSignal(reading.rsi, points.rsi_signal),
    ma_cross: ma.score,
    pretrend_bonus: pretrendBonus(pretrend, points.pretrend_bonus),
    whale_bonus: whaleBonus(whale, points.whale_bonus),
  };
  const base = baseScore(subScores);
  const score = totalScore(base, subScores.pretrend_bonus, subScores.whale_bonus);

  const missing: SubScoreName[] = [];
  if (price.rawPercent === null) missing.push("price_momentum");
  if (volume.reading.ratio === null) missing.push("volume_spike");
  if (reading.rsi === null) missing.push("rsi_signal");
  if (reading.averages === null) missing.push("ma_cross");
  const coverage = coverageOf(missing, points);
  if (pretrend === null) missing.push("pretrend_bonus");
  if (whale === null) missing.push("whale_bonus");

  const overbought = reading.rsi !== null && reading.rsi >= RSI_OVERBOUGHT;
  const decision = decideAction({
    score,
    previous: context.previousAction,
    coverage,
    overbought,
    buyBarred: standing.buyBarred,
  });
  return {
    asset,
    rank: null,
    excluded: standing.excluded,
    score,
    baseScore: base,
    scorePercentile: null,
    subScores,
    action: decision.action,
    confidence: decision.confidence,
    coverage,
    flags: flagsOf(asset, standing, {
      from_zero: volume.fromZero,
      sigma_peer: sigma.sigmaSource === "peer",
      overbought,
      buy_withheld: decision.buyWithheld,
    }),
    missing,
    derived: observation.derived,
    readings: {
      price: {
        rawPercent: price.rawPercent,
        z: price.z,
        sigma1h: sigma.sigma1h,
        sigmaSource: sigma.sigmaSource,
      },
      volume: volume.reading,
      rsi: { value: reading.rsi, closes: closes.length },
      ma: {
        spreadFraction: ma.spreadFraction,
        z: ma.z,
        crossed: reading.cross?.direction ?? null,
        hoursSinceCross: reading.cross?.closesAgo ?? null,
      },
      pretrend: { probability: pretrend },
      whale: { confidence: whale?.confidence ?? null, netFlow: whale?.netFlow ?? null },
    },
    cluster: context.cluster,
    rankAgo1h: context.rankAgo1h,
    rankAgo24h: context.rankAgo24h,
  };
}

function flagsOf(asset: Asset, standing: Standing, found: Record<(typeof COIN_FLAGS)[number], boolean>): Flag[] {
  const flags = [...standing.flags];
  if (asset.volumeUsd24h === 0) flags.push("no_volume");
  for (const flag of COIN_FLAGS) if (found[flag]) flags.push(flag);
  return flags;
}

function sigmaFor(own: number | null, marketCapUsd: number | null, peers: PeerMedians): Sigma {
  if (own !== null) return { sigma1h: own, sigmaSource: "own" };
  const peer = peers.sigmaOf(marketCapUsd);
  if (peer !== null) return { sigma1h: peer, sigmaSource: "peer" };
  return { sigma1h: VOLATILITY_DEFAULT, sigmaSource: "default" };
}

/** The volume points from the first comparison there is: the coin's own baseline, then coins of similar size, then none. */
function spikeFor({ asset }: Observation, { baseline, logTurnover }: CoinContext, run: ScoringRun): SpikeFinding {
  const { volumeUsd24h: volumeUsd, changePercent24h: change } = asset;
  const max = run.points.volume_spike;
  if (volumeUsd !== null && baseline !== null) {
    const { score, ratio } = volumeSpike(volumeUsd, baseline.baselineUsd, max);
    const fromZero = baseline.baselineUsd === 0 && volumeUsd > 0;
    return { score, fromZero, reading: volumeReading(ratio, baseline.source, baseline, change) };
  }
  if (volumeUsd === 0) return { score: 0, fromZero: false, reading: volumeReading(0, null, null, change) };
  const peer = logTurnover === null ? null : run.peers.logTurnoverOf(asset.marketCapUsd);
  if (logTurnover === null || peer === null) {
    const { score, ratio } = neutralVolumeSpike(max);
    return { score, fromZero: false, reading: volumeReading(ratio, null, null, change) };
  }
  const { score, ratio } = peerVolumeSpike(logTurnover, peer, max);
  return { score, fromZero: false, reading: volumeReading(ratio, "peer", null, change) };
}

/** Every reading spelled in one place: objects that are spread into each other are several times dearer to make. */
function volumeReading(
  ratio: number | null,
  baselineSource: Readings["volume"]["baselineSource"],
  baseline: VolumeBaseline | null,
  change: number | null,
): Readings["volume"] {
  return {
    ratio,
    baselineUsd: baseline === null ? null : baseline.baselineUsd,
    baselineSource,
    baselineHave: baseline === null ? null : baseline.have,
    baselineWished: baseline === null ? null : baseline.wished,
    direction: directionOf(change),
  };
}

function directionOf(change: number | null): Readings["volume"]["direction"] {
  if (change === null) return null;
  return change > 0 ? 1 : change < 0 ? -1 : 0;
}

/** Share of the base points whose inputs were there; 0 when the configuration gives base points to nothing. */
function coverageOf(missing: readonly SubScoreName[], points: Record<SubScoreName, number>): number {
  const total = points.price_momentum + points.volume_spike + points.rsi_signal + points.ma_cross;
  let lost = 0;
  for (const name of missing) lost += points[name];
  return total === 0 ? 0 : (total - lost) / total;
}
