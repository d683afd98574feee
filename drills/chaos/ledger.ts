/** What may never happen, whatever breaks. */
export const invariants = {
  alerts: "no lost alert, none twice",
  refreshes: "no duplicate visible refresh",
  jobs: "no stuck job",
  numbers: "no wrong number shown as fresh",
  recovery: "everything works again afterwards",
} as const;
export type Invariant = keyof typeof invariants;

export interface Violation {
  readonly invariant: Invariant;
  /** Number of the fault during or after which it was seen, from 1. */
  readonly fault: number;
  readonly group: string;
  readonly what: string;
}

export interface FaultRecord {
  readonly number: number;
  readonly group: string;
  readonly words: string;
  /** From the end of the fault until everything worked again; null when it did not within the patience. */
  readonly recoveryMs: number | null;
}

/** The book of a run: which faults there were and what they broke. */
export interface Ledger {
  readonly faults: FaultRecord[];
  readonly violations: Violation[];
  /** The fault that is going on. */
  begin(number: number, group: string): void;
  end(record: FaultRecord): void;
  complain(invariant: Invariant, what: string): void;
}

/** The same complaint of the same fault is written down once. */
export function createLedger(say: (words: string) => void): Ledger {
  const faults: FaultRecord[] = [];
  const violations: Violation[] = [];
  const said = new Set<string>();
  let current = { number: 0, group: "start" };
  return {
    faults,
    violations,
    begin(number, group) {
      current = { number, group };
    },
    end: (record) => faults.push(record),
    complain(invariant, what) {
      const { number: fault, group } = current;
      const key = `${fault} ${invariant} ${what.replaceAll(/\d+/gu, "#")}`;
      if (said.has(key)) return;
      said.add(key);
      violations.push({ invariant, fault, group, what });
      say(`  ✗ ${invariants[invariant]}: ${what}`);
    },
  };
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(1);

/** One row per group of faults: how many, how fast everything worked again, what was violated. */
export function tableOf({ faults, violations }: Pick<Ledger, "faults" | "violations">): string {
  const names = Object.keys(invariants) as Invariant[];
  const groups = [...new Set(faults.map(({ group }) => group))].sort();
  const row = (name: string, group: string | null): string => {
    const ours = faults.filter((fault) => group === null || fault.group === group);
    const broken = violations.filter((violation) => group === null || violation.group === group);
    const recoveries = ours.flatMap(({ recoveryMs }) => recoveryMs ?? []).sort((a, b) => a - b);
    const median = recoveries[Math.floor(recoveries.length / 2)];
    const worst = recoveries.at(-1);
    const counts = names.map((invariant) => broken.filter((one) => one.invariant === invariant).length);
    const cells = [
      name,
      ours.length,
      median === undefined ? "–" : seconds(median),
      worst === undefined ? "–" : seconds(worst),
    ];
    return `| ${[...cells, ...counts].join(" | ")} |`;
  };
  return [
    `| Fault | Times | Works again after (median, s) | worst, s | ${names.map((name) => invariants[name]).join(" | ")} |`,
    `|---|${"---:|".repeat(3 + names.length)}`,
    ...groups.map((group) => row(group, group)),
    row("**all**", null),
  ].join("\n");
}
