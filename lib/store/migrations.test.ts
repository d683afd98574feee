import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { MIGRATIONS_FOLDER, readJournal } from "./migrations";

/** Made before anybody ran two versions beside each other. */
const BEFORE_THE_RULE = new Set(["0000_market-history", "0001_when-a-ranking-was-written"]);

/** What the version before would stumble over while it still serves. */
const UNSAFE: readonly [RegExp, string][] = [
  [/\bdrop\s+(table|column|constraint|type)\b/iu, "takes away what the version before reads"],
  [/\brename\b/iu, "renames what the version before reads"],
  [/\bset\s+not\s+null\b/iu, "refuses rows that the version before writes"],
  [/\balter\s+column\b[^;]*\btype\b/iu, "rewrites the table under a lock"],
  [/\badd\s+column\b(?![^;]*\bdefault\b)[^;]*\bnot\s+null\b/iu, "refuses rows that the version before writes"],
];

function faultsOf(statements: string): string[] {
  return UNSAFE.flatMap(([pattern, why]) => (pattern.test(statements) ? [why] : []));
}

it.each(
  readJournal()
    .entries.map(({ tag }) => tag)
    .filter((tag) => !BEFORE_THE_RULE.has(tag)),
)("%s may be applied while the version before it serves", (tag) =>
  expect(faultsOf(readFileSync(join(MIGRATIONS_FOLDER, `${tag}.sql`), "utf8"))).toEqual([]),
);

it.each([
  ['DROP TABLE "coins";', 1],
  ['ALTER TABLE "coins" RENAME COLUMN "id" TO "key";', 1],
  ['ALTER TABLE "coins" ADD COLUMN "x" text NOT NULL;', 1],
  ['ALTER TABLE "coins" ADD COLUMN "x" smallint DEFAULT 0 NOT NULL;', 0],
  ['ALTER TABLE "coins" ADD COLUMN "x" text;', 0],
])("sees what is unsafe: %s", (statement, faults) => expect(faultsOf(statement)).toHaveLength(faults));
