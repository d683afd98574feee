import type { RuleState } from "@/lib/alerts/rule-state";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import type { Judged, KnownReadings } from "@/lib/store/alert-progress";
import { createPastReader, type PastReader } from "./past-readings";
import { createRuleBook, type RuleBook } from "./rule-book";

/** What the last judgement left behind, as far as this process knows. */
export interface Standing {
  /** Null: nothing was ever judged. */
  readonly judged: Judged | null;
  readonly known: KnownReadings | null;
  readonly states: Map<string, ReadonlyMap<string, RuleState>>;
}

/** What one worker remembers of alerts so that 50,000 rules are not read again for every board. All of it may be lost. */
export interface AlertMemory {
  readonly rules: RuleBook;
  readonly past: PastReader;
  /** Null until it is read, and when another worker has judged since. */
  standing: Standing | null;
  /** Boards that became visible and wait for their judgement, oldest first. */
  waiting: MomentumBoard[];
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
