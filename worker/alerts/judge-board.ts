import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "@/lib/connections";
import { isStale } from "@/lib/contracts/http/freshness";
import { isSameMarket } from "@/lib/market/clock";
import { MINUTE_MS } from "@/lib/market/units";
import type { ToldFiring } from "@/lib/store/alert-firings";
import { type Judged, packReadings, readJudged, readProgress } from "@/lib/store/alert-progress";
import { listStates, listWatchlistCoins } from "@/lib/store/alert-states";
import { type Committed, commitEvaluation } from "@/lib/store/commit-evaluation";
import { listSlotsBetween } from "@/lib/store/momentum-history";
import type { JobContext } from "@/worker/runtime/services";
import type { Standing, WaitingBoard } from "./alert-memory";
import { type Draft, draftFrom, judgeMoment } from "./evaluation-draft";
import { planDeliveries, STORM_PACE_MS } from "./plan-deliveries";
import { knowNothing, onlyWatched } from "./sights";
import { storedMoments } from "./stored-moments";
import { tellFiring } from "./tell-firing";

/** Workers that judge at once: all but one begin anew, and find the board judged or the next one theirs. */
const ATTEMPTS = 8;
/** Another worker may still be judging the board before this one. Wall clock. */
const PREDECESSOR_WAIT_MS = 2_000;
const LOOK_AGAIN_MS = 50;
/** A gap wider than this is no other worker's delay but a restored board or a downtime. */
const PREDECESSORS_MAX = 8;
/** A clock that goes back this far is a replay begun anew. Market time. */
const REWOUND_MS = 5 * MINUTE_MS;

/** Judges one board; null when it was judged already. What history kept since the last judgement is judged first, as late. */
export async function judgeBoard(context: JobContext, board: WaitingBoard): Promise<Committed | null> {
  const { database } = context.db;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const standing = await currentStanding(context, database);
    if (standing.judged !== null && board.sequence <= standing.judged.sequence) return null;
    if (await awaitPredecessor(database, standing.judged, board.sequence)) {
      context.memory.alerts.standing = null;
      continue;
    }
    const committed = await tryJudge(context, standing, board);
    if (committed !== null) return committed;
    context.memory.alerts.standing = null;
  }
  context.log.warn({ sequence: board.sequence }, "other workers kept judging first; this board is left to them");
  return null;
}

/** The last judgement and the rules as they are now; states of rules that were changed are read again. */
async function currentStanding({ memory }: JobContext, database: Database): Promise<Standing> {
  const { alerts } = memory;
  const changed = await alerts.rules.refresh(database);
  if (alerts.standing === null) {
    // The progress first: whatever another worker commits after it makes this evaluation fail, not go wrong.
    const progress = await readProgress(database);
    const states = bySubject(await listStates(database, null));
    alerts.standing = { judged: progress, known: progress?.known ?? null, states };
  } else if (changed.length > 0) {
    const { states } = alerts.standing;
    for (const id of changed) states.delete(id);
    for (const [id, own] of bySubject(await listStates(database, changed))) states.set(id, own);
  }
  return alerts.standing;
}

function bySubject(states: Awaited<ReturnType<typeof listStates>>): Standing["states"] {
  const grouped = new Map<string, Map<string, (typeof states)[number]>>();
  for (const state of states) {
    const own = grouped.get(state.ruleId);
    if (own === undefined) grouped.set(state.ruleId, new Map([[state.coinId, state]]));
    else own.set(state.coinId, state);
  }
  return grouped as Standing["states"];
}

/** Waits for the board before this one while another worker may be at it; answers whether the progress has moved. */
async function awaitPredecessor(database: Database, judged: Judged | null, sequence: number): Promise<boolean> {
  if (judged === null) return false;
  const missing = sequence - judged.sequence - 1;
  if (missing <= 0 || missing > PREDECESSORS_MAX) return false;
  const patienceEnds = performance.now() + PREDECESSOR_WAIT_MS;
  do {
    const now = await readJudged(database);
    if (now !== null && now.sequence !== judged.sequence) return true;
    await sleep(LOOK_AGAIN_MS);
  } while (performance.now() < patienceEnds);
  return false;
}

async function tryJudge(context: JobContext, standing: Standing, board: WaitingBoard): Promise<Committed | null> {
  const { database } = context.db;
  const { alerts } = context.memory;
  const { rules } = alerts;
  const { moment } = board;
  const isOther = isOtherMarket(standing, board);
  const watchlists = await listWatchlistCoins(database);
  const draft = draftFrom(isOther ? rearmed(standing) : standing, startOf(standing, board, isOther));
  if (!isOther && isGap(standing.judged, board.sequence)) {
    const slots = await listSlotsBetween(database, standing.judged?.boardAt ?? moment.at, moment.at);
    for await (const stored of storedMoments(database, slots)) {
      const past = await alerts.past.read(database, stored.at, rules.windows(), draft.known.since);
      await judgeMoment(draft, stored, { rules, past, watchlists, late: true });
    }
  }
  const past = await alerts.past.read(database, moment.at, rules.windows(), draft.known.since);
  // A board that had to wait, until everybody had forgotten it, is not news.
  const late = isStale(board, context.now());
  await judgeMoment(draft, moment, { rules, past, watchlists, late });
  return commitDraft(context, standing, draft, {
    board,
    isOther,
    next: { sequence: board.sequence, boardAt: moment.at },
  });
}

function isGap(judged: Judged | null, sequence: number): boolean {
  return judged !== null && sequence !== judged.sequence + 1;
}

/** Another market, or the same replay from an earlier moment: nothing of before may be compared with it. */
function isOtherMarket({ judged, known }: Standing, { clock, writtenAt }: WaitingBoard): boolean {
  if (judged === null || known === null) return false;
  return !isSameMarket({ ...clock, ...known.market }, clock) || writtenAt < judged.boardAt - REWOUND_MS;
}

function startOf({ known }: Standing, board: WaitingBoard, isOther: boolean) {
  if (known !== null && !isOther) return known;
  return knowNothing(board, isOther ? Math.floor(board.writtenAt) : null);
}

/** Episodes stay counted, since a key is never used twice; everything else begins anew. */
function rearmed({ judged, known, states }: Standing): Standing {
  const anew = new Map(
    [...states].map(([ruleId, own]) => [
      ruleId,
      new Map(
        [...own].map(([coinId, state]) => [coinId, { ...state, armed: true, lastFiredAt: null, deferredSince: null }]),
      ),
    ]),
  );
  return { judged, known, states: anew };
}

async function commitDraft(
  context: JobContext,
  standing: Standing,
  draft: Draft,
  { board, isOther, next }: { board: WaitingBoard; isOther: boolean; next: Judged },
): Promise<Committed | null> {
  const { rules } = context.memory.alerts;
  const wallNow = context.wallNow();
  const firings = draft.firings.map((firing): ToldFiring => tellFiring(rules.find(firing.ruleId), firing));
  const versions = [...draft.changed.keys()].map((id) => [id, rules.find(id)?.version ?? 0] as const);
  const committed = await commitEvaluation(
    context.db.database,
    {
      expected: standing.judged,
      next,
      readings: await packReadings(onlyWatched(draft.known, rules.watched())),
      forgets: isOther,
      versions: new Map(versions),
      states: draft.changedStates(),
      ended: [...draft.ended].flatMap((id) => {
        const rule = rules.find(id);
        return rule === null ? [] : [{ id, version: rule.version }];
      }),
      firings,
      channelsOf: new Map(firings.map(({ ruleId }) => [ruleId, rules.find(ruleId)?.channelIds ?? []])),
    },
    {
      since: wallNow - STORM_PACE_MS,
      wallNow,
      plan: (fresh, traffic) =>
        planDeliveries(fresh, traffic, {
          findRule: rules.find,
          source: board.clock.source,
          newId: randomUUID,
          wallNow,
        }),
    },
  );
  if (committed === null) return null;
  context.memory.alerts.standing = { judged: next, known: draft.known, states: draft.states };
  return committed;
}
