import { sql } from "drizzle-orm";
import { scorecards } from "@/drizzle/schema/scorecard";
import type { Database } from "@/lib/connections";
import { type ScorecardBySubject, type ScorecardSubject, scorecardSchemas } from "@/lib/contracts/scorecard";
import type { UnixMs } from "@/lib/market/units";
import { instant, queryRows } from "./query";

/** Keeps a measurement under its moment; a repeated one replaces it. */
export async function saveScorecard<S extends ScorecardSubject>(
  database: Database,
  subject: S,
  report: ScorecardBySubject[S],
): Promise<void> {
  await queryRows(
    database,
    sql`
    insert into ${scorecards} (subject, at, report)
    values (${subject}, ${instant(report.measuredAt)}, ${JSON.stringify(report)}::jsonb)
    on conflict (subject, at) do update set report = excluded.report`,
  );
}

/**
 * The last measurement made by `now`: a tape that was played before may have left some of its future behind. Null when there
 * is none, or when it was written by other code.
 */
export async function readLatestScorecard<S extends ScorecardSubject>(
  database: Database,
  subject: S,
  now: UnixMs,
): Promise<ScorecardBySubject[S] | null> {
  const [row] = await queryRows<{ report: unknown }>(
    database,
    sql`
    select report from ${scorecards} where subject = ${subject} and at <= ${instant(now)} order by at desc limit 1`,
  );
  const parsed = scorecardSchemas[subject].safeParse(row?.report);
  return parsed.success ? parsed.data : null;
}
