import { createRoute } from "@/app/api/create-route";
import { equityCsv, exportFileName, tradesCsv } from "@/lib/contracts/http/backtest-csv";
import { type BacktestResult, backtestResultSchema } from "@/lib/contracts/http/backtest-result";
import { type BacktestExportQuery, backtestExportQuerySchema } from "@/lib/contracts/http/backtests";
import { type Answer, problemAnswer, revalidate } from "@/lib/http/answer";
import { describeProblem } from "@/lib/http/problem";
import { findBacktest, readResultBytes, unknownBacktest } from "../../find-backtest";

export const GET = createRoute<typeof backtestExportQuerySchema, { id: string }>({
  query: backtestExportQuerySchema,
  async handle({ format, table }: BacktestExportQuery, { services: { database }, params: { id } }) {
    const stored = await findBacktest(database, id);
    if (stored === null) return unknownBacktest(id);
    const bytes = await readResultBytes(database, id);
    if (bytes === null) return answerNothing(stored.status);
    if (format === "json") {
      // The stored bytes themselves: their hash is what a verification compares.
      return download(bytes, "application/json; charset=utf-8", exportFileName(stored.title, "result", "json"));
    }
    const result: BacktestResult = backtestResultSchema.parse(JSON.parse(bytes.toString()));
    const text = table === "trades" ? tradesCsv(result) : equityCsv(result);
    return download(text, "text/csv; charset=utf-8; header=present", exportFileName(stored.title, table, "csv"));
  },
});

function answerNothing(status: string): Answer {
  const detail = `Only a completed backtest can be exported; this one is ${status}.`;
  return problemAnswer(describeProblem("conflict", detail));
}

function download(body: string | Uint8Array, type: string, name: string): Answer {
  const headers = { ...revalidate, "content-type": type, "content-disposition": `attachment; filename="${name}"` };
  return { status: 200, headers, body };
}
