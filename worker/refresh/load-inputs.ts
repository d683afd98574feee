import type { Database } from "@/lib/connections";
import { DAY_MS, HOUR_MS, type UnixMs } from "@/lib/market/units";
import { PAST_RANKINGS_EVERY_MS } from "@/lib/momentum/rank-windows";
import type { UniverseInputs } from "@/lib/momentum/score-universe";
import { medianBaseline, type VolumeBaseline } from "@/lib/momentum/volume-baseline";
import { loadCategories } from "@/lib/store/coin-categories";
import { listRanksAt } from "@/lib/store/momentum-history";
import { listChartedCoins, listVolumeHistory } from "@/lib/store/volume-history";
import type { JobContext } from "@/worker/runtime/services";
import { DERIVATIVE_CATEGORIES, STABLE_CATEGORIES } from "./categories";
import type { Categories, Loaded, RanksAgo } from "./memory";

export type StoredInputs = Pick<UniverseInputs, "baselines" | "categories" | "ranksAgo1h" | "ranksAgo24h">;

/** Formula A.14: a rank of an hour ago may be one slot off, one of a day ago three. */
const RANK_TOLERANCE_SLOTS = { hour: 1, day: 3 } as const;

const noRanks: RanksAgo = { ranksAgo1h: new Map(), ranksAgo24h: new Map() };
const noCategories: Categories = { stable: new Set(), derivative: new Set() };

/**
 * What scoring needs from Postgres, read once per period of market time and kept through an outage. A fast refresh never
 * pays for the volume history: it uses what the last full one loaded.
 */
export async function loadInputs(context: JobContext, kind: "fast" | "full", now: UnixMs): Promise<StoredInputs> {
  const { memory } = context;
  const hour = Math.floor(now / HOUR_MS);
  // As often as the rank changes look back, so that a coin's row and its rank change speak of the same earlier moment.
  const ranksPeriod = Math.floor(now / PAST_RANKINGS_EVERY_MS);
  memory.ranksAgo = await load(context, "ranks", memory.ranksAgo, ranksPeriod, (db) => readRanks(db, now));
  memory.categories = await load(context, "categories", memory.categories, hour, readCategories);
  const due = kind === "full" || memory.baselines === null;
  if (due) memory.baselines = await load(context, "volumes", memory.baselines, hour, (db) => readBaselines(db, now));
  return {
    baselines: memory.baselines?.value ?? new Map(),
    categories: memory.categories?.value ?? noCategories,
    ...(memory.ranksAgo?.value ?? noRanks),
  };
}

async function load<T>(
  { db }: JobContext,
  what: string,
  held: Loaded<T> | null,
  period: UnixMs,
  read: (database: Database) => Promise<T>,
): Promise<Loaded<T> | null> {
  if (held?.period === period) return held;
  const answer = await db.attempt(what, read, "read");
  return answer.ok ? { period, value: answer.value } : held;
}

async function readRanks(database: Database, now: UnixMs): Promise<RanksAgo> {
  const [ranksAgo1h, ranksAgo24h] = await Promise.all([
    listRanksAt(database, now - HOUR_MS, RANK_TOLERANCE_SLOTS.hour),
    listRanksAt(database, now - DAY_MS, RANK_TOLERANCE_SLOTS.day),
  ]);
  return { ranksAgo1h, ranksAgo24h };
}

async function readBaselines(database: Database, now: UnixMs): Promise<Map<string, VolumeBaseline>> {
  const [history, charted] = await Promise.all([listVolumeHistory(database, now), listChartedCoins(database, now)]);
  const baselines = new Map<string, VolumeBaseline>();
  for (const [id, volumes] of history) {
    const baseline = medianBaseline(volumes, charted.has(id) ? "market_chart" : "own_history");
    if (baseline !== null) baselines.set(id, baseline);
  }
  return baselines;
}

async function readCategories(database: Database): Promise<Categories> {
  const saved = await loadCategories(database);
  const union = (names: readonly string[]) => new Set(names.flatMap((name) => saved.get(name)?.ids ?? []));
  return { stable: union(STABLE_CATEGORIES), derivative: union(DERIVATIVE_CATEGORIES) };
}
