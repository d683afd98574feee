import { createWriteRoute } from "@/app/api/create-write-route";
import { backtestRequestSchema } from "@/lib/contracts/http/backtest-body";
import { jsonAnswer, neverCache } from "@/lib/http/answer";
import { answerNoBoard } from "@/lib/http/problem";
import { answerMistakes } from "../../alerts/check-rule";
import { planRequest } from "../plan-request";
import { readPreview } from "../read-preview";

export const POST = createWriteRoute({
  scope: "backtests",
  kind: "question",
  body: backtestRequestSchema,
  async handle({ body, services }) {
    const snapshot = await services.boards.read();
    if (snapshot === null) return answerNoBoard();
    const planned = await planRequest(services, snapshot.board, body, Date.now());
    if (planned.plan === null) return answerMistakes(planned.mistakes);
    return jsonAnswer(await readPreview(services, snapshot.board, planned), neverCache);
  },
});
