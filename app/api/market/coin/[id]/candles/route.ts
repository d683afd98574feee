import { createRoute } from "@/app/api/create-route";
import { type CandlesQuery, candlesQuerySchema } from "@/lib/contracts/http/candles";
import { findCoin } from "@/lib/contracts/http/coin-detail";
import { jsonAnswer } from "@/lib/http/answer";
import { answerAmbiguous, answerNoBoard, answerUnknown } from "@/lib/http/problem";
import { readCandles } from "./read-candles";

export const GET = createRoute<typeof candlesQuerySchema, { id: string }>({
  query: candlesQuerySchema,
  async handle(query: CandlesQuery, { services, params }) {
    const snapshot = await services.boards.read();
    if (snapshot === null) return answerNoBoard();
    const match = findCoin(snapshot.board, params.id);
    if (match.kind === "ambiguous") return answerAmbiguous(params.id, match.candidates);
    if (match.kind === "unknown") return answerUnknown(`No coin has the id or symbol ${params.id}.`);
    return jsonAnswer(await readCandles(services, snapshot.board.clock, match.id, query));
  },
});
