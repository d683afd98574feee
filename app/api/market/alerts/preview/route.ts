import { createWriteRoute } from "@/app/api/create-write-route";
import { alertBodySchema } from "@/lib/contracts/http/alert-body";
import { jsonAnswer, neverCache } from "@/lib/http/answer";
import { answerNoBoard } from "@/lib/http/problem";
import { answerMistakes } from "../check-rule";
import { makeRule } from "../make-rule";
import { previewOf } from "../read-preview";
import { readScene } from "../read-scene";

export const POST = createWriteRoute({
  scope: "alerts",
  kind: "question",
  body: alertBodySchema,
  async handle({ body, services }) {
    const scene = await readScene(services);
    if (scene === null) return answerNoBoard();
    const made = await makeRule(services, scene, body, { withChannels: false });
    if (made.rule === null) return answerMistakes(made.mistakes);
    return jsonAnswer(await previewOf(services, scene, made.rule), neverCache);
  },
});
