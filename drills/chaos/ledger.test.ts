import { expect, it } from "vitest";
import { createLedger, tableOf } from "./ledger";

it("writes a complaint down once a fault, under the fault that went on", () => {
  const said: string[] = [];
  const ledger = createLedger((words) => said.push(words));
  ledger.begin(1, "kill a process");
  ledger.complain("numbers", "a board of 12 s ago");
  ledger.complain("numbers", "a board of 13 s ago");
  ledger.begin(2, "wipe redis");
  ledger.complain("numbers", "a board of 14 s ago");
  expect(ledger.violations).toEqual([
    { invariant: "numbers", fault: 1, group: "kill a process", what: "a board of 12 s ago" },
    { invariant: "numbers", fault: 2, group: "wipe redis", what: "a board of 14 s ago" },
  ]);
  expect(said).toHaveLength(2);
});

it("tells each group's faults, recoveries and violations, and all of them together", () => {
  const ledger = createLedger(() => undefined);
  for (const [number, recoveryMs] of [1_000, 3_000, null].entries()) {
    ledger.begin(number + 1, "kill redis");
    if (recoveryMs === null) ledger.complain("jobs", "a job waits");
    ledger.end({ number: number + 1, group: "kill redis", words: "SIGKILL redis", recoveryMs });
  }
  const rows = tableOf(ledger).split("\n");
  expect(rows[2]).toBe("| kill redis | 3 | 3.0 | 3.0 | 0 | 0 | 1 | 0 | 0 |");
  expect(rows[3]).toBe("| **all** | 3 | 3.0 | 3.0 | 0 | 0 | 1 | 0 | 0 |");
});
