import type { Finding, Level } from "./finding";

const MARKS: Record<Level, string> = { well: "✓", note: "·", warning: "!", problem: "✕" };
const ORDER: readonly Level[] = ["problem", "warning", "note", "well"];

/** Lines for a terminal: what must be mended first, what is well last, and a sentence that counts. */
export function printFindings(findings: readonly Finding[]): string[] {
  const sorted = findings.toSorted((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level));
  const lines = sorted.flatMap(({ area, level, what, mend }) => [
    `${MARKS[level]} ${area}: ${what}`,
    ...(mend === null ? [] : [`    → ${mend}`]),
  ]);
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length;
  const [problems, warnings] = [count("problem"), count("warning")];
  const verdict =
    problems + warnings === 0
      ? "Nothing is wrong."
      : `${problems} problems and ${warnings} warnings; RUNBOOK.md says more.`;
  return [...lines, "", verdict];
}
