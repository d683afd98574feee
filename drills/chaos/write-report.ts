import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Ledger, tableOf } from "./ledger";
import type { Told } from "./settle-alerts";

export interface Report {
  readonly ledger: Ledger;
  readonly facts: { readonly seed: number; readonly seconds: number; readonly boards: number; readonly told: Told };
  readonly unfillable: string | null;
  /** Whether the last figures in `docs/` are to be these. */
  readonly write: boolean;
}

/** The last figures of the drill; answers one sentence for the terminal. */
export function writeReport(root: string, { ledger, facts, unfillable, write }: Report): string {
  const { seed, seconds, boards, told } = facts;
  const { faults, violations } = ledger;
  const summary = `${faults.length} faults, ${violations.length} violations, ${boards} boards published, ${Math.round(seconds / 60)} minutes.`;
  if (!write) return summary;
  const list = violations.map(({ fault, group, what }) => `* fault ${fault} (${group}): ${what}`);
  const text = [
    "# Chaos",
    "",
    `Written by \`npm run drill:chaos -- --faults ${faults.length} --seed ${seed} --write\` on ${new Date().toISOString().slice(0, 10)}.`,
    "Two workers, two streams, a web process and a simulated market on an own Redis and Postgres in an own small file system; each",
    "process behind its own gates to both. Boards every 2 s (fast) and 6 s (full). Each fault comes while rules are being made that",
    "fire once each, and the next one comes when everything works again. Watched all the time: the published sequences, a page's list",
    "(its age by a clock that is right, its prices by the market itself), two sockets, the queues, and the other side of the webhooks.",
    "",
    tableOf(ledger),
    "",
    `${summary} ${told.rules} rules, ${told.fired} fired, ${told.delivered} messages delivered, ${told.failed} failed in words; ${told.received} requests reached the receiver, ${told.again} of them again under a key it had seen (at least once, told apart by its key).`,
    ...(unfillable === null ? [] : ["", `The disk was not filled: ${unfillable}.`]),
    ...(list.length === 0 ? [] : ["", "## Violations", "", ...list]),
    "",
  ].join("\n");
  writeFileSync(join(root, "docs/figures/chaos.md"), text);
  return `${summary} Written to docs/figures/chaos.md.`;
}
