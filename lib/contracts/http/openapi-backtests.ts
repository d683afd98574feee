import { backtestRequestSchema } from "./backtest-body";
import { backtestCandlesQuerySchema, backtestCandlesSchema } from "./backtest-candles";
import { backtestManifestSchema, backtestMetricsSchema, backtestResultSchema } from "./backtest-result";
import {
  backtestAnswerSchema,
  backtestExportQuerySchema,
  backtestPreviewSchema,
  backtestRowSchema,
  backtestsAnswerSchema,
  backtestsQuerySchema,
  backtestVerifySchema,
} from "./backtests";
import type { ReadEndpoints, WriteEndpoints } from "./openapi-endpoint";

export const backtestSchemas = {
  Backtest: backtestAnswerSchema,
  BacktestRow: backtestRowSchema,
  BacktestsList: backtestsAnswerSchema,
  BacktestMetrics: backtestMetricsSchema,
  BacktestManifest: backtestManifestSchema,
  BacktestResult: backtestResultSchema,
  BacktestPreview: backtestPreviewSchema,
  BacktestVerify: backtestVerifySchema,
  BacktestCandles: backtestCandlesSchema,
} as const;

const jobId = { id: "The backtest's `job_id`." };

/** Whoever may read the market may read what backtests found: a result is shared by its address. */
export const backtestReads: ReadEndpoints = {
  "/api/market/backtests": {
    summary: "The backtests, newest first, without their results",
    description:
      "`coin` finds the runs that the coin was named for. `verdict` is null until a run is completed. Verifications are not listed.",
    query: backtestsQuerySchema,
    answers: ["BacktestsList"],
    problems: [400, 429],
  },
  "/api/market/backtest/{id}": {
    summary: "One backtest: its state, how far it has come, and what it found",
    description:
      "`metrics` and `trades` are null until `status` is completed. Poll it: an unchanged one is answered with 304. Percentages are percent, `final_equity` is 1 at the start. `manifest` is all that the same result can be made again from.",
    pathParameters: jobId,
    answers: ["Backtest"],
    problems: [404, 429],
  },
  "/api/market/backtest/{id}/export": {
    summary: "A completed backtest as a file",
    description:
      "`format=csv` (the default) is `text/csv`: the trades, or the equity curve with `table=equity`. `format=json` is the result exactly as it is stored, byte for byte.",
    query: backtestExportQuerySchema,
    pathParameters: jobId,
    answers: ["BacktestResult"],
    problems: [400, 404, 409, 429],
  },
  "/api/market/backtest/{id}/candles": {
    summary: "Hourly candles that a completed backtest traded on",
    query: backtestCandlesQuerySchema,
    pathParameters: jobId,
    answers: ["BacktestCandles"],
    problems: [400, 404, 429],
  },
  "/api/market/backtest/{id}/verify": {
    summary: "What running a backtest again has shown",
    pathParameters: jobId,
    answers: ["BacktestVerify"],
    problems: [404, 429],
  },
};

export const backtestWrites: WriteEndpoints = {
  "POST /api/market/backtest": {
    summary: "Ask for a backtest",
    description:
      "One coin (`symbol`), several (`symbols`), or neither with `top_n` for the whole universe. Days are UTC and market time; the last one ends with its last hour, today with the last closed one. An equal request is answered with the job that is there, and `duplicate` true. `null` switches a stop or a target off. `threshold` and `hold_hours` that are left out are the operator's choice (70 and 24 unless changed). Nothing is kept when anything in it is wrong.",
    scope: "backtests",
    body: backtestRequestSchema,
    status: 202,
    answers: ["Backtest"],
    problems: [404, 503],
  },
  "DELETE /api/market/backtest/{id}": {
    summary: "Cancel a backtest that waits or runs",
    description: "Cancelling a cancelled one changes nothing; one that is over is a conflict.",
    scope: "backtests",
    pathParameters: jobId,
    status: 200,
    answers: ["Backtest"],
    problems: [404, 409],
  },
  "POST /api/market/backtest/preview": {
    summary: "What a backtest would rest on, before it is asked for",
    description:
      "The coins and hours that the request means, how much of their candles is stored, about how long it takes, what to know before, and an identical run if there is one.",
    scope: "backtests",
    body: backtestRequestSchema,
    status: 200,
    answers: ["BacktestPreview"],
    problems: [503],
  },
  "POST /api/market/backtest/{id}/rerun": {
    summary: "Ask for the same once more",
    description: "For a backtest that failed or was cancelled: an equal one that is not is answered instead.",
    scope: "backtests",
    pathParameters: jobId,
    status: 202,
    answers: ["Backtest"],
    problems: [400, 404, 503],
  },
  "POST /api/market/backtest/{id}/verify": {
    summary: "Run a completed backtest again and compare the results byte by byte",
    description:
      "202 with the run that does it; ask again by GET, or look at that run. A comparison of the last ten minutes is answered at once with 200.",
    scope: "backtests",
    pathParameters: jobId,
    status: 202,
    answers: ["BacktestVerify"],
    problems: [404, 409],
  },
};
