import { createWriteRoute } from "@/app/api/create-write-route";
import { backtestRequestSchema } from "@/lib/contracts/http/backtest-body";
import { answerNoBoard } from "@/lib/http/problem";
import { answerMistakes } from "../alerts/check-rule";
import { acceptBacktest, answerSwitchedOff } from "./accept-backtest";
import { planRequest } from "./plan-request";

export const POST = createWriteRoute({
  scope: "backtests",
  body: backtestRequestSchema,
  async handle({ body, services }) {
    if (!services.env.ENABLE_BACKTEST_HOOK) return answerSwitchedOff();
    const snapshot = await services.boards.read();
    if (snapshot === null) return answerNoBoard();
    const planned = await planRequest(services, snapshot.board, body, Date.now());
    return planned.plan === null ? answerMistakes(planned.mistakes) : acceptBacktest(services, planned);
  },
});
