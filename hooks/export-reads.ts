import type { z } from "zod";
import type { ExportedRows } from "@/components/ui/export-file";
import type { ClusterMethod } from "@/lib/clustering/cluster-run";
import { type AuditEntry, auditListSchema } from "@/lib/contracts/http/access";
import { alertsListSchema } from "@/lib/contracts/http/alerts";
import { backtestsAnswerSchema } from "@/lib/contracts/http/backtests";
import { clustersListSchema } from "@/lib/contracts/http/clusters";
import { firingsListSchema, type WireFiring } from "@/lib/contracts/http/firings";
import { type MomentumRow, momentumListSchema } from "@/lib/contracts/http/momentum";
import { rankChangesListSchema } from "@/lib/contracts/http/rank-changes";
import { type StatusReport, statusReportSchema } from "@/lib/contracts/status";
import type { RankWindow } from "@/lib/momentum/rank-move";
import { PAGE_SIZE } from "./list-state";
import { readWholeList } from "./read-whole-list";
import { RequestFailure, readJson } from "./requests";

type Say = (progress: string) => void;

/** As many as a page of alerts, firings or backtests has. */
const PER_PAGE = 200;
const AUDIT_PER_PAGE = 500;
const REFUSED_WAIT_MS = 5_000;
const WAITS_MAX = 15;

/** A long list may be more than a minute's requests: a refusal for that reason is waited out. */
async function readPatiently<S extends z.ZodType>(url: string, schema: S, say: Say) {
  for (let waits = 0; ; waits++) {
    try {
      return await readJson(url, schema);
    } catch (error) {
      if (!(error instanceof RequestFailure) || error.status !== 429 || waits === WAITS_MAX) throw error;
      say("The server asks to wait; the reading goes on in a moment.");
      await new Promise((resolve) => setTimeout(resolve, REFUSED_WAIT_MS));
    }
  }
}

/** A chart is no cell: the hourly line stays with the coin's own page. */
const withoutLine = ({ sparkline_7d: _, ...row }: MomentumRow) => row;

/** The momentum list as filtered and sorted: all of its rows. */
export async function readMomentum(question: string, sentence: string, say: Say): Promise<ExportedRows> {
  const readPage = (page: number) => {
    const params = new URLSearchParams(question);
    params.set("page", String(page));
    params.set("per_page", String(PAGE_SIZE));
    return readPatiently(`/api/market/momentum?${params}`, momentumListSchema, say);
  };
  const { rows, first, whole } = await readWholeList(readPage, say);
  const note = whole ? {} : { note: "New boards came while this was read: its rows are of more than one." };
  // Of more than one board, the oldest's time is true of all rows: none is said to be newer than it is.
  return { rows: rows.map(withoutLine), asOf: first.as_of, notes: { filter: sentence, ...note } };
}

/** At most the hundred largest moves, as the interface tells them, and who is new. */
export async function readRankChanges(since: RankWindow): Promise<ExportedRows> {
  const answer = await readJson(`/api/market/rank-changes?since=${since}&limit=100`, rankChangesListSchema);
  const { changes, entered } = answer;
  return {
    rows: [...changes, ...entered.map((coin) => ({ ...coin, direction: "new" }))],
    asOf: answer.as_of,
    notes: { since, compared_with: answer.previous_at, changes: changes.length, entered: answer.entered_total },
  };
}

export async function readClusters(method: ClusterMethod | null): Promise<ExportedRows> {
  const query = method === null ? "" : `?method=${method}`;
  const answer = await readJson(`/api/market/clusters${query}`, clustersListSchema);
  return {
    rows: answer.clusters.map(({ history: _, entered, left, ...cluster }) => ({
      ...cluster,
      entered: entered?.map(({ id }) => id) ?? null,
      left: left?.map(({ id }) => id) ?? null,
    })),
    asOf: answer.as_of,
    notes: { method: answer.method, computed_at: answer.computed_at, silhouette: answer.silhouette },
  };
}

/** All pages of a list that says how long it is. */
async function readPages<T>(
  readPage: (page: number) => Promise<{ readonly total: number; readonly items: readonly T[] }>,
  say: Say,
): Promise<T[]> {
  const first = await readPage(1);
  const items = [...first.items];
  const pages = Math.ceil(first.total / PER_PAGE);
  for (let page = 2; page <= pages; page++) {
    say(`Reading page ${page} of ${pages}.`);
    items.push(...(await readPage(page)).items);
  }
  return items;
}

export async function readAlerts(say: Say): Promise<ExportedRows> {
  const rows = await readPages(async (page) => {
    const url = `/api/market/alerts?per_page=${PER_PAGE}&page=${page}`;
    const { total, alerts } = await readPatiently(url, alertsListSchema, say);
    return { total, items: alerts };
  }, say);
  return { rows, asOf: null };
}

/** A row for every attempt to deliver, as the ledger on the page; a firing that nobody was to be told of is one row. */
export function ledgerRows(firing: WireFiring): object[] {
  const { deliveries, ...said } = firing;
  const none = { delivery_id: null, channel: null, label: null, state: null, attempt: null };
  if (deliveries.length === 0) return [{ ...said, ...none }];
  return deliveries.flatMap(({ id, kind, label, state, attempts }): object[] => {
    const delivery = { ...said, delivery_id: id, channel: kind, label, state };
    if (attempts.length === 0) return [{ ...delivery, attempt: null }];
    return attempts.map(({ time, took_ms, outcome, answer }, index) => {
      return { ...delivery, attempt: index + 1, attempt_time: time, took_ms, outcome, answer };
    });
  });
}

export async function readFirings(alertId: string | undefined, say: Say): Promise<ExportedRows> {
  const of = alertId === undefined ? "" : `&alert_id=${encodeURIComponent(alertId)}`;
  const firings = await readPages(async (page) => {
    const url = `/api/market/firings?limit=${PER_PAGE}&page=${page}${of}`;
    const answer = await readPatiently(url, firingsListSchema, say);
    return { total: answer.total, items: answer.firings };
  }, say);
  return { rows: firings.flatMap(ledgerRows), asOf: null };
}

export async function readBacktests(say: Say): Promise<ExportedRows> {
  const rows = await readPages(async (page) => {
    const url = `/api/market/backtests?per_page=${PER_PAGE}&page=${page}`;
    const { total, backtests } = await readPatiently(url, backtestsAnswerSchema, say);
    return { total, items: backtests };
  }, say);
  return { rows, asOf: null };
}

export async function readAudit(say: Say): Promise<ExportedRows> {
  const rows: AuditEntry[] = [];
  let before = "";
  for (;;) {
    const answer = await readPatiently(`/api/access/audit?limit=${AUDIT_PER_PAGE}${before}`, auditListSchema, say);
    rows.push(...answer.entries);
    if (answer.next === null) return { rows, asOf: null };
    before = `&before=${answer.next}`;
    say(`${rows.length} lines read.`);
  }
}

/** Every table of the status page under the name of its section. */
export function statusRows(report: StatusReport): object[] {
  const { troubles, processes, queues, errors, counters, stores, pairs } = report;
  return [
    ...troubles.map((row) => ({ section: "trouble", ...row })),
    ...processes.map((row) => ({ section: "process", ...row })),
    ...queues.map((row) => ({ section: "lane", ...row })),
    ...Object.entries(stores).map(([name, row]) => ({ section: "store", name, ...row })),
    ...errors.map((row) => ({ section: "error", ...row })),
    ...Object.entries(counters).map(([name, value]) => ({ section: "counter", name, value })),
    ...(pairs?.listed ?? []).map((row) => ({ section: "pair without a coin", ...row })),
  ];
}

export async function readStatus(): Promise<ExportedRows> {
  const report = await readJson("/api/status", statusReportSchema);
  return {
    rows: statusRows(report),
    asOf: report.board?.as_of ?? null,
    notes: { summary: report.summary, reported_at: report.timestamp },
  };
}
