import { createWriteRoute } from "@/app/api/create-write-route";
import { answerNoBoard } from "@/lib/http/problem";
import { answerMistakes } from "../../../alerts/check-rule";
import { acceptBacktest, answerSwitchedOff } from "../../accept-backtest";
import { findBacktest, unknownBacktest } from "../../find-backtest";
import { planRequest } from "../../plan-request";

/** The same request once more, read against the present board: for one that failed or was cancelled. */
export const POST = createWriteRoute<never, { id: string }>({
  scope: "backtests",
  async handle({ services, params: { id } }) {
    if (!services.env.ENABLE_BACKTEST_HOOK) return answerSwitchedOff();
    const stored = await findBacktest(services.database, id);
    if (stored === null) return unknownBacktest(id);
    const snapshot = await services.boards.read();
    if (snapshot === null) return answerNoBoard();
    const planned = await planRequest(services, snapshot.board, stored.request, Date.now());
    return planned.plan === null ? answerMistakes(planned.mistakes) : acceptBacktest(services, planned);
  },
});
