import type { BoardSnapshot } from "@/lib/contracts/snapshots";
import type { StreamState } from "@/lib/contracts/stream";
import type { UnixMs } from "@/lib/market/units";
import type { PastRanking } from "@/lib/momentum/past-ranking";
import type { RankWindow } from "@/lib/momentum/rank-move";
import { type ReadAllCloses, rememberCloses } from "@/lib/momentum/read-all-closes";
import type { UniverseInputs } from "@/lib/momentum/score-universe";
import type { VolumeBaseline } from "@/lib/momentum/volume-baseline";
import { type AlertMemory, createAlertMemory } from "@/worker/alerts/alert-memory";
import { createPretrendMemory, type PretrendMemory } from "./pretrend-memory";

/** A board together with what had been broadcast when it became visible. */
export interface VisibleBoard {
  snapshot: BoardSnapshot;
  state: StreamState;
}

export type Categories = UniverseInputs["categories"];

export interface RanksAgo {
  ranksAgo1h: ReadonlyMap<string, number>;
  ranksAgo24h: ReadonlyMap<string, number>;
}

/** The earlier ranking of each window that has one near enough. */
export type PastRankings = ReadonlyMap<RankWindow, PastRanking>;

/** Something loaded once per period of market time. */
export interface Loaded<T> {
  period: UnixMs;
  value: T;
}

/**
 * What one worker process remembers so that a refresh does not read it again. All of it may be lost: it is rebuilt from
 * Redis, Postgres or the provider.
 */
export interface WorkerMemory {
  visible: VisibleBoard | null;
  /** Closes that the last refresh did not bring anew are not read anew. */
  readSeries: ReadAllCloses;
  baselines: Loaded<ReadonlyMap<string, VolumeBaseline>> | null;
  ranksAgo: Loaded<RanksAgo> | null;
  categories: Loaded<Categories> | null;
  pastRankings: Loaded<PastRankings> | null;
  /** Whether somebody is telling rank changes, and whether a board came meanwhile. */
  rankChanges: { telling: boolean; again: boolean };
  /** Integer key of each coin in the store. */
  coinKeys: Map<string, number>;
  writtenSlot: UnixMs | null;
  writtenHour: UnixMs | null;
  writingHistory: boolean;
  /** Wall-clock time. */
  savedBoardAt: UnixMs | null;
  /** The sequence of a board in Postgres that refused ours as older, else 0: the next board must be above it. */
  sequenceFloor: number;
  /** Wall-clock time at which a volume bootstrap was last asked for. */
  bootstrapAskedAt: UnixMs | null;
  /** Starts of the full sweeps in a row that came with too few coins. */
  shrunkSweeps: Set<UnixMs>;
  readonly pretrend: PretrendMemory;
  readonly alerts: AlertMemory;
  /** Refreshes that found their own kind still running. */
  skipped: number;
  /** The end of the line of commits. */
  commits: Promise<unknown>;
}

export function createMemory(): WorkerMemory {
  return {
    visible: null,
    readSeries: rememberCloses(),
    baselines: null,
    ranksAgo: null,
    categories: null,
    pastRankings: null,
    rankChanges: { telling: false, again: false },
    coinKeys: new Map(),
    writtenSlot: null,
    writtenHour: null,
    writingHistory: false,
    savedBoardAt: null,
    sequenceFloor: 0,
    bootstrapAskedAt: null,
    shrunkSweeps: new Set(),
    pretrend: createPretrendMemory(),
    alerts: createAlertMemory(),
    skipped: 0,
    commits: Promise.resolve(),
  };
}

/** Lets one commit of this process run at a time, so that fast and full do not make each other score twice. */
export async function inTurn<T>(memory: WorkerMemory, work: () => Promise<T>): Promise<T> {
  const turn = memory.commits.then(work, work);
  memory.commits = turn.catch(() => undefined);
  return turn;
}
