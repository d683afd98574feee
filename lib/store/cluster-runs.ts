import { type SQL, sql } from "drizzle-orm";
import { clusterRuns } from "@/drizzle/schema/cluster-run";
import {
  type ClusterMethod,
  type ClusterRun,
  type ClusterSummary,
  clusterRunSchema,
  clusterSummarySchema,
} from "@/lib/clustering/cluster-run";
import type { Database } from "@/lib/connections";
import type { UnixMs } from "@/lib/market/units";
import { instant, queryRows } from "./query";

/** Keeps a run under its moment; a repeated one replaces it. */
export async function saveClusterRun(database: Database, { members, ...summary }: ClusterRun): Promise<void> {
  await queryRows(
    database,
    sql`
    insert into ${clusterRuns} (at, method, summary, members)
    values (${instant(summary.computedAt)}, ${summary.method}, ${asJson(summary)}, ${asJson(members)})
    on conflict (method, at) do update set summary = excluded.summary, members = excluded.members`,
  );
}

/** The last run by `now` whose members are still kept: a tape that was played before may have left some of its future behind. */
export async function readLatestClusterRun(
  database: Database,
  method: ClusterMethod,
  now: UnixMs,
): Promise<ClusterRun | null> {
  const [row] = await queryRows<{ summary: object; members: object }>(
    database,
    sql`
    select summary, members from ${clusterRuns}
    where method = ${method} and at <= ${instant(now)} and members is not null order by at desc limit 1`,
  );
  const parsed = clusterRunSchema.safeParse(row && { ...row.summary, members: row.members });
  return parsed.success ? parsed.data : null;
}

/** What the last `count` runs by `now` found, oldest first. */
export async function listClusterSummaries(
  database: Database,
  method: ClusterMethod,
  { now, count }: { now: UnixMs; count: number },
): Promise<ClusterSummary[]> {
  const rows = await queryRows<{ summary: unknown }>(
    database,
    sql`
    select summary from ${clusterRuns}
    where method = ${method} and at <= ${instant(now)} order by at desc limit ${count}`,
  );
  return rows.toReversed().flatMap(({ summary }) => {
    const parsed = clusterSummarySchema.safeParse(summary);
    return parsed.success ? [parsed.data] : [];
  });
}

/** One more than the largest id that any kept run gave, 0 when there is none. */
export async function readNextClusterId(database: Database, method: ClusterMethod): Promise<number> {
  const [row] = await queryRows<{ next: number }>(
    database,
    sql`
    select coalesce(max((cluster->>'id')::int), -1) + 1 as next
    from ${clusterRuns}, jsonb_array_elements(summary->'clusters') as cluster where method = ${method}`,
  );
  return row?.next ?? 0;
}

const asJson = (value: unknown): SQL => sql`${JSON.stringify(value)}::jsonb`;
