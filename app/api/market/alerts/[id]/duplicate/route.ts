import { randomUUID } from "node:crypto";
import { createWriteRoute } from "@/app/api/create-write-route";
import type { Rule } from "@/lib/alerts/rule";
import { createdSentence } from "@/lib/contracts/alert-sentences";
import { createdAnswer } from "@/lib/http/answer";
import { answerNoBoard, answerUnknown } from "@/lib/http/problem";
import { createRule, findRule } from "@/lib/store/alert-rules";
import { readScene } from "../../read-scene";

/** The copy is paused: two that run would send everything twice. */
export const POST = createWriteRoute<never, { id: string }>({
  scope: "alerts",
  async handle({ services, params: { id } }) {
    const scene = await readScene(services);
    if (scene === null) return answerNoBoard();
    const original = await findRule(services.database, id);
    if (original === null) return answerUnknown(`No alert has the id ${id}.`);
    const { expiresAt } = original;
    const copy: Rule = {
      ...original,
      id: randomUUID(),
      state: "paused",
      version: 1,
      createdAt: scene.now,
      expiresAt: expiresAt !== null && expiresAt <= scene.now ? null : expiresAt,
    };
    await createRule(services.database, services.box, copy);
    const message = `${createdSentence(copy, scene.names)}, paused`;
    return createdAnswer(
      { alert_id: copy.id, status: "created" as const, message, already_true: false },
      `/api/market/alerts/${copy.id}`,
    );
  },
});
