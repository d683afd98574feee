import { promisify } from "node:util";
import { inflate } from "node:zlib";
import type { Database } from "@/lib/connections";
import { type BacktestManifest, type BacktestResult, backtestResultSchema } from "@/lib/contracts/http/backtest-result";
import type { Answer } from "@/lib/http/answer";
import { answerUnknown } from "@/lib/http/problem";
import { readBacktest, readBacktestResult, type StoredBacktest } from "@/lib/store/backtests";

const inflated = promisify(inflate);
/** Far above a result of 10,000 trades: what is larger is damage. */
const RESULT_BYTES_MAX = 64 * 1024 * 1024;
const ID = /^[\w-]{1,64}$/u;

/** Null for a text that no backtest has for an id, some of which Postgres would not even take. */
export async function findBacktest(database: Database, id: string): Promise<StoredBacktest | null> {
  return ID.test(id) ? readBacktest(database, id) : null;
}

export const unknownBacktest = (id: string): Answer => answerUnknown(`No backtest has the id ${id}.`);

/** The canonical JSON of what a backtest found; null when there is none. */
export async function readResultBytes(database: Database, id: string): Promise<Buffer | null> {
  const stored = await readBacktestResult(database, id);
  return stored === null ? null : inflated(stored.deflated, { maxOutputLength: RESULT_BYTES_MAX });
}

export async function readResult(database: Database, id: string): Promise<BacktestResult | null> {
  const bytes = await readResultBytes(database, id);
  return bytes === null ? null : backtestResultSchema.parse(JSON.parse(bytes.toString()));
}

const manifestOfResultSchema = backtestResultSchema.pick({ manifest: true });

/** The manifest alone: ten thousand trades beside it are not validated again for each chart. */
export async function readManifest(database: Database, id: string): Promise<BacktestManifest | null> {
  const bytes = await readResultBytes(database, id);
  return bytes === null ? null : manifestOfResultSchema.parse(JSON.parse(bytes.toString())).manifest;
}
