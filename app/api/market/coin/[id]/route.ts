import { z } from "zod";
import { createRoute } from "@/app/api/create-route";
import { jsonAnswer } from "@/lib/http/answer";
import { answerAmbiguous, answerNoBoard, answerUnknown } from "@/lib/http/problem";
import { readCoin } from "./read-coin";

export const GET = createRoute<z.ZodObject, { id: string }>({
  query: z.object({}),
  async handle(_query, { services, params }) {
    const reading = await readCoin(services, params.id);
    if (reading.kind === "no_board") return answerNoBoard();
    if (reading.kind === "ambiguous") return answerAmbiguous(params.id, reading.candidates);
    if (reading.kind === "unknown") {
      return answerUnknown(`No coin has the id or symbol ${params.id}.`, reading.nearest());
    }
    return jsonAnswer(reading.detail);
  },
});
