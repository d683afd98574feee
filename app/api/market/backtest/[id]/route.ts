import { z } from "zod";
import { createRoute } from "@/app/api/create-route";
import { createWriteRoute } from "@/app/api/create-write-route";
import { type Answer, etagOf, jsonAnswer, matchesEtag, neverCache, problemAnswer } from "@/lib/http/answer";
import { describeProblem } from "@/lib/http/problem";
import { cancelBacktest } from "@/lib/store/backtests";
import { findBacktest, readResultBytes, unknownBacktest } from "../find-backtest";
import { wireWithoutResult, wireWithResult } from "../wire-backtest";

export const GET = createRoute<z.ZodObject, { id: string }>({
  query: z.object({}),
  async handle(_query, { services: { database }, request, params: { id } }) {
    const stored = await findBacktest(database, id);
    if (stored === null) return unknownBacktest(id);
    const plain = jsonAnswer(wireWithoutResult(stored));
    if (stored.status !== "completed") return plain;
    // A finished one is asked for again and again by whoever shares it: the tag is known without opening the result.
    const etag = etagOf(`${stored.resultSha256} ${plain.body}`);
    if (matchesEtag(request.header("if-none-match"), etag)) return { status: 304, headers: { etag }, body: null };
    const result = await readResultBytes(database, id);
    return result === null
      ? plain
      : { ...plain, body: wireWithResult(stored, result), headers: { ...plain.headers, etag } };
  },
});

export const DELETE = createWriteRoute<never, { id: string }>({
  scope: "backtests",
  async handle({ services: { database }, params: { id } }) {
    if ((await findBacktest(database, id)) === null) return unknownBacktest(id);
    await cancelBacktest(database, id, Date.now());
    const stored = await findBacktest(database, id);
    if (stored === null) return unknownBacktest(id);
    return stored.status === "cancelled"
      ? jsonAnswer(wireWithoutResult(stored), neverCache)
      : answerOver(stored.status);
  },
});

function answerOver(status: string): Answer {
  return problemAnswer(describeProblem("conflict", `The backtest has ${status}; there is nothing left to cancel.`));
}
