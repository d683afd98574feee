import type { RuleState } from "@/lib/alerts/rule-state";
import { momentOf } from "@/lib/contracts/board-moment";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import type { Judged, KnownReadings } from "@/lib/store/alert-progress";
import { createPastReader, type PastReader } from "./past-readings";
import { createRuleBook, type RuleBook } from "./rule-book";
import type { Moment } from "./sights";

/** What the last judgement left behind, as far as this process knows. */
export interface Standing {
  /** Null: nothing was ever judged. */
  readonly judged: Judged | null;
  readonly known: KnownReadings | null;
  readonly states: Map<string, ReadonlyMap<string, RuleState>>;
}

/** What judging needs of a board: some dozens of whole ones, kept while Postgres is away, would not fit into the memory. */
export interface WaitingBoard extends Pick<MomentumBoard, "sequence" | "clock" | "writtenAt" | "fast" | "full"> {
  readonly moment: Moment;
}

export function waitingBoard(board: MomentumBoard): WaitingBoard {
  const { sequence, clock, writtenAt, fast, full } = board;
  return { sequence, clock, writtenAt, fast, full, moment: momentOf(board) };
}

/** What one worker remembers of alerts so that 50,000 rules are not read again for every board. All of it may be lost. */
export interface AlertMemory {
  readonly rules: RuleBook;
  readonly past: PastReader;
  /** Null until it is read, and when another worker has judged since. */
  standing: Standing | null;
  /** Boards that became visible and wait for their judgement, oldest first. */
  waiting: WaitingBoard[];
  judging: boolean;
  /** Whether the last attempt failed, so that an outage is said once. */
  failing: boolean;
}

export function createAlertMemory(): AlertMemory {
  return {
    rules: createRuleBook(),
    past: createPastReader(),
    standing: null,
    waiting: [],
    judging: false,
    failing: false,
  };
}
