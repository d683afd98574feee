import { parseMarketRow } from "@/lib/adapters/coingecko/parse";
import type { ObservedAsset } from "@/lib/market/asset";
import { DAY_MS, HOUR_MS, type UnixMs, type Usd } from "@/lib/market/units";
import { momentumConfigSchema } from "@/lib/momentum/config";
import { scoreUniverse } from "@/lib/momentum/score-universe";
import { createScorecard, isLargeLiquid, type ScorecardSample } from "@/lib/momentum/scorecard";
import type { ScorecardReport } from "@/lib/momentum/scorecard-report";
import { medianBaseline, type VolumeBaseline } from "@/lib/momentum/volume-baseline";
import type { MarketMoment } from "@/lib/simulator/market";
import { createReplayMarket, type Tape, tapeSpan } from "@/lib/simulator/replay-market";
import { DERIVATIVE_CATEGORIES, STABLE_CATEGORIES } from "@/worker/refresh/categories";

export const EVERY_HOURS = 4;
const STEP_MS = EVERY_HOURS * HOUR_MS;
/** A week for the sparkline and the volume baseline, a day for the first of its rolling volumes. */
const WARM_UP_MS = 8 * DAY_MS;
/** A price that is older than the candle before the last says nothing of the end of a window. */
const FRESH_MS = HOUR_MS;
const BASELINE_DAYS = 7;

/** What one coin showed at one moment; kept while later moments still ask about it. */
interface Seen {
  readonly price: Usd;
  readonly volume: Usd | null;
  readonly fresh: boolean;
}
type Past = ReadonlyMap<UnixMs, ReadonlyMap<string, Seen>>;

/**
 * The production scorer, driven over the hourly candles of a recording every four hours, point in time: rows as CoinGecko
 * would have answered them, baselines from the volumes seen on the days before, and no fusion (a tape has no trades).
 */
export function replayScorecard(tape: Tape, onMoment: (done: number, of: number) => void): ScorecardReport | null {
  const market = createReplayMarket({ ...tape, fiveMinutes: new Map() });
  const { startsAt, endsAt } = tapeSpan({ ...tape, fiveMinutes: new Map() });
  const first = Math.ceil((startsAt + DAY_MS) / STEP_MS) * STEP_MS;
  const moments = Math.floor((endsAt - first) / STEP_MS) + 1;
  const past = new Map<UnixMs, Map<string, Seen>>();
  const scored: { at: UnixMs; samples: ScorecardSample<string>[] }[] = [];
  for (let index = 0; index < moments; index++) {
    const at = first + index * STEP_MS;
    const moment = market.momentAt(at);
    const observed = observeMoment(moment, at);
    past.set(at, new Map(observed.map((one) => [one.asset.id, seen(one, at)])));
    if (at >= startsAt + WARM_UP_MS) scored.push({ at, samples: scoreMoment(moment, observed, past, at) });
    onMoment(index + 1, moments);
  }
  const lastAt = first + (moments - 1) * STEP_MS;
  const scorecard = createScorecard<string>();
  for (const { at, samples } of scored) scorecard.add(at, samples, (coin, then) => priceAt(past, coin, then), lastAt);
  return scorecard.report(EVERY_HOURS);
}

/** Only coins with candles: the others stand still on a tape and would be followed by a return of nothing. */
function observeMoment(moment: MarketMoment, at: UnixMs): ObservedAsset[] {
  return Array.from({ length: moment.size }, (_, place) => place).flatMap((place) => {
    const row = moment.row(place);
    if (row.last_updated === null) return [];
    const changes = moment.changes(place);
    const wire = {
      ...row,
      price_change_percentage_1h_in_currency: changes["1h"],
      price_change_percentage_24h_in_currency: changes["24h"],
      price_change_percentage_7d_in_currency: changes["7d"],
      sparkline_in_7d: { price: JSON.parse(moment.sparklineJson(place)) },
    };
    const parsed = parseMarketRow(wire, at);
    return typeof parsed === "string" ? [] : [parsed];
  });
}

function seen({ asset }: ObservedAsset, at: UnixMs): Seen {
  const fresh = asset.lastUpdatedAt !== null && at - asset.lastUpdatedAt <= FRESH_MS;
  return { price: asset.priceUsd ?? 0, volume: asset.volumeUsd24h, fresh };
}

function priceAt(past: Past, coin: string, at: UnixMs): Usd | null {
  const found = past.get(at)?.get(coin);
  return found?.fresh ? found.price : null;
}

function scoreMoment(
  moment: MarketMoment,
  observed: readonly ObservedAsset[],
  past: Past,
  at: UnixMs,
): ScorecardSample<string>[] {
  const coins = scoreUniverse(
    {
      observed,
      baselines: baselinesAt(observed, past, at),
      categories: categoriesOf(moment),
      previousActions: new Map(),
      ranksAgo1h: new Map(),
      ranksAgo24h: new Map(),
    },
    momentumConfigSchema.parse({}),
    at,
  );
  return coins.flatMap(({ asset, score, excluded, readings }) => {
    const { sigma1h, sigmaSource } = readings.price;
    if (excluded !== null || sigmaSource !== "own" || asset.priceUsd === null) return [];
    return [{ coin: asset.id, score, price: asset.priceUsd, sigma1h, largeLiquid: isLargeLiquid(asset) }];
  });
}

/** As the worker's own history gives them: the rolling volume at the same hour of the seven days before. */
function baselinesAt(observed: readonly ObservedAsset[], past: Past, at: UnixMs): Map<string, VolumeBaseline> {
  const baselines = new Map<string, VolumeBaseline>();
  for (const { asset } of observed) {
    const volumes: number[] = [];
    for (let day = 1; day <= BASELINE_DAYS; day++) {
      const volume = past.get(at - day * DAY_MS)?.get(asset.id)?.volume;
      if (volume != null) volumes.push(volume);
    }
    const baseline = medianBaseline(volumes, "own_history");
    if (baseline !== null) baselines.set(asset.id, baseline);
  }
  return baselines;
}

function categoriesOf(moment: MarketMoment) {
  const withAny = (names: readonly string[]) =>
    new Set(
      Array.from({ length: moment.size }, (_, place) => place)
        .filter((place) => moment.categories(place).some((name) => names.includes(name)))
        .map((place) => moment.id(place)),
    );
  return { stable: withAny(STABLE_CATEGORIES), derivative: withAny(DERIVATIVE_CATEGORIES) };
}
