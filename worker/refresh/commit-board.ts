import type { MarketsSweep } from "@/lib/adapters/coingecko/client";
import { writeBoard } from "@/lib/cache/momentum-board";
import type { BoardSnapshot, MomentumBoard, RefreshSummary } from "@/lib/contracts/snapshots";
import { AppError } from "@/lib/errors";
import type { ObservedAsset } from "@/lib/market/asset";
import { isSameMarket } from "@/lib/market/clock";
import type { UnixMs } from "@/lib/market/units";
import { diffBroadcast } from "@/lib/momentum/broadcast";
import { SCORE_VERSION } from "@/lib/momentum/config";
import { scoreUniverse } from "@/lib/momentum/score-universe";
import type { Action } from "@/lib/momentum/scored-coin";
import { publishPatch } from "@/lib/stream/publish";
import { withinSpan } from "@/lib/telemetry/span";
import type { JobContext } from "@/worker/runtime/services";
import { loadEvidence } from "./load-evidence";
import { loadInputs } from "./load-inputs";
import { inTurn, type VisibleBoard } from "./memory";
import { carryOver, mergeUniverse } from "./merge-universe";
import { readStanding, type Standing } from "./read-visible";
import { refuseShrunkUniverse } from "./refuse-shrunk-universe";

export type RefreshKind = RefreshSummary["kind"];

/** A sweep of the market on its way to the board. */
export interface Sweep extends MarketsSweep {
  kind: RefreshKind;
  /** Market time before the first request. */
  startedAt: UnixMs;
  /** Wall-clock time of the same moment. */
  startedWall: UnixMs;
  /** Coins that the sweep could have seen at most. */
  reach: number;
}

const ATTEMPTS = 5;

/**
 * Makes a sweep visible: merged with what the board knew, scored and ranked as one universe, written whole or not at all,
 * and only then published. A writer that was faster makes it start again from that writer's board.
 */
export function commitBoard(context: JobContext, sweep: Sweep): Promise<VisibleBoard> {
  return inTurn(context.memory, async () => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      context.signal.throwIfAborted();
      const committed = await tryCommit(context, sweep);
      if (committed !== null) return committed;
    }
    throw new AppError("dependency_unavailable", "Other workers kept writing the board first", { retryable: true });
  });
}

async function tryCommit(context: JobContext, sweep: Sweep): Promise<VisibleBoard | null> {
  const standing = await readStanding(context);
  const now = context.now();
  const next = await nextBoard(context, sweep, standing, now);
  const told = standing.visible?.state.rows ?? [];
  const { rows, changed, removed } = diffBroadcast(told, next.board.coins);
  const { sequence, asOf } = next.board;
  const state = { sequence, asOf, rows };
  const span = { "ghostquant.sequence": sequence };
  const write = () => writeBoard(context.redis, next, state, standing.expectedSequence);
  if (!(await withinSpan("refresh.write", span, write))) return null;
  context.memory.visible = { snapshot: next, state };
  await withinSpan("refresh.publish", span, () => publishPatch(context.redis, { sequence, asOf, changed, removed }));
  return context.memory.visible;
}

async function nextBoard(context: JobContext, sweep: Sweep, standing: Standing, now: UnixMs): Promise<BoardSnapshot> {
  const clock = context.clock();
  const before = standing.visible?.snapshot ?? null;
  const known = before === null ? [] : carryOver(before, clock, now);
  refuseShrunkUniverse(context.memory, sweep, known.length);
  const observed = mergeUniverse(known, sweep.observed, sweep.kind === "full" ? sweep.startedAt : null);
  const sameMarket = before !== null && isSameMarket(before.board.clock, clock);
  const previous = sameMarket ? before.board : null;
  const stored = await loadInputs(context, sweep.kind, now);
  const wanted = { observed, stored, kind: sweep.kind, previous };
  const evidence = await withinSpan("refresh.evidence", {}, () => loadEvidence(context, wanted, now));
  const coins = await withinSpan("refresh.score", { "ghostquant.coins": observed.length }, () =>
    scoreUniverse(
      { observed, previousActions: actionsOf(previous), ...stored, ...evidence },
      context.config.momentum,
      now,
      context.memory.readSeries,
    ),
  );
  const summary = summarize(context, sweep, now);
  return {
    board: {
      sequence: standing.nextSequence,
      scoreVersion: SCORE_VERSION,
      config: context.config.momentum,
      clock,
      asOf: newestDatum(observed, now),
      writtenAt: now,
      fast: sweep.kind === "fast" ? summary : (previous?.fast ?? null),
      full: sweep.kind === "full" ? summary : (previous?.full ?? null),
      rankedCount: coins.reduce((count, coin) => count + (coin.rank === null ? 0 : 1), 0),
      coins,
    },
    closes: closesOf(coins, observed),
  };
}

function actionsOf(board: MomentumBoard | null): Map<string, Action> {
  const actions = new Map<string, Action>();
  for (const coin of board?.coins ?? []) actions.set(coin.asset.id, coin.action);
  return actions;
}

function summarize(context: JobContext, sweep: Sweep, now: UnixMs): RefreshSummary {
  const { fast, full } = context.cadence();
  const pace = sweep.kind === "fast" ? (fast ?? full) : full;
  return {
    kind: sweep.kind,
    refreshedAt: now,
    durationMs: context.wallNow() - sweep.startedWall,
    received: sweep.received,
    dropped: sweep.dropped,
    everySeconds: pace.marketSeconds,
  };
}

/** When the provider last saw any price, market time; a provider's clock that runs ahead is not believed. */
function newestDatum(observed: readonly ObservedAsset[], now: UnixMs): UnixMs {
  const newest = observed.reduce((max, { asset }) => Math.max(max, asset.lastUpdatedAt ?? 0), 0);
  return newest === 0 ? now : Math.min(newest, now);
}

function closesOf(coins: MomentumBoard["coins"], observed: readonly ObservedAsset[]): Float64Array[] {
  const byId = new Map<string, Float64Array>();
  for (const { asset, closes } of observed) byId.set(asset.id, closes);
  return coins.map((coin) => byId.get(coin.asset.id) ?? new Float64Array(0));
}
