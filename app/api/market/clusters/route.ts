import { createRoute } from "@/app/api/create-route";
import { clustersQuerySchema } from "@/lib/contracts/http/clusters";
import { listClusters } from "@/lib/contracts/http/clusters-wire";
import { jsonAnswer } from "@/lib/http/answer";
import { answerNoBoard } from "@/lib/http/problem";
import { marketNow } from "@/lib/market/clock";
import { readFindings } from "./read-findings";

export const GET = createRoute({
  query: clustersQuerySchema,
  async handle({ method }, { services }) {
    const { boards, env } = services;
    const snapshot = await boards.read();
    if (snapshot === null) return answerNoBoard();
    const { board } = snapshot;
    const now = marketNow(board.clock, Date.now());
    const findings = await readFindings(services, method ?? env.CLUSTERING_METHOD, { board, now });
    return jsonAnswer(listClusters(findings, board, now, { cutOff: boards.isCutOff() }));
  },
});
