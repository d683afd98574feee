/** `well` and `note` need nothing; `warning` should be looked at; `problem` keeps something from working. */
export type Level = "well" | "note" | "warning" | "problem";

/** One thing the doctor has looked at, in words. */
export interface Finding {
  readonly area: string;
  readonly level: Level;
  readonly what: string;
  /** How to mend it; null where nothing is wrong. */
  readonly mend: string | null;
}

/** Findings of one area. */
export function findingsOf(area: string) {
  return {
    well: (what: string): Finding => ({ area, level: "well", what, mend: null }),
    note: (what: string): Finding => ({ area, level: "note", what, mend: null }),
    warning: (what: string, mend: string): Finding => ({ area, level: "warning", what, mend }),
    problem: (what: string, mend: string): Finding => ({ area, level: "problem", what, mend }),
  };
}
