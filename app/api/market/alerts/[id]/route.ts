import { z } from "zod";
import { createRoute } from "@/app/api/create-route";
import { createWriteRoute } from "@/app/api/create-write-route";
import type { WebServices } from "@/app/api/web-services";
import { alertPatchSchema } from "@/lib/contracts/http/alert-body";
import type { RulePatch } from "@/lib/contracts/http/alerts";
import { type Answer, emptyAnswer, jsonAnswer, neverCache, problemAnswer } from "@/lib/http/answer";
import { answerInvalid, answerNoBoard, answerUnknown, describeProblem } from "@/lib/http/problem";
import { deleteRule, findRule, replaceRule } from "@/lib/store/alert-rules";
import { answerMistakes } from "../check-rule";
import { changeByPatch } from "../make-rule";
import { readAlert } from "../read-alerts";
import { type AlertScene, readScene } from "../read-scene";

const ATTEMPTS = 3;

const unknown = (id: string) => answerUnknown(`No alert has the id ${id}.`);

export const GET = createRoute<z.ZodObject, { id: string }>({
  access: { access: "private", scope: "alerts" },
  query: z.object({}),
  async handle(_query, { services, params: { id } }) {
    const scene = await readScene(services);
    if (scene === null) return answerNoBoard();
    const alert = await readAlert(services, scene, id);
    return alert === null ? unknown(id) : jsonAnswer(alert, neverCache);
  },
});

export const PATCH = createWriteRoute<typeof alertPatchSchema, { id: string }>({
  scope: "alerts",
  body: alertPatchSchema,
  async handle({ body, services, params: { id } }) {
    const scene = await readScene(services);
    if (scene === null) return answerNoBoard();
    const refusal = await patchRule(services, scene, id, body);
    if (refusal !== null) return refusal;
    const alert = await readAlert(services, scene, id);
    return alert === null ? unknown(id) : jsonAnswer(alert, neverCache);
  },
});

/** The patch is put on what the rule is now: of two that come at once, and of the worker that ends it, nothing is lost. */
async function patchRule(
  services: WebServices,
  scene: AlertScene,
  id: string,
  body: RulePatch,
): Promise<Answer | null> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = await findRule(services.database, id);
    if (before === null) return unknown(id);
    if (before.state === "ended") {
      return answerInvalid([{ path: "state", message: "this alert has ended; duplicate it to begin anew" }]);
    }
    const changed = await changeByPatch(services, scene, before, body);
    if (changed.rule === null) return answerMistakes(changed.mistakes);
    const { rule } = changed;
    // What happened before it looked there is none of its business.
    const looksElsewhere = body.scope !== undefined || body.when !== undefined;
    const after = { ...rule, createdAt: looksElsewhere ? scene.now : rule.createdAt };
    const outcome = await replaceRule(services.database, before, after);
    if (outcome === "replaced") return null;
    if (outcome === "gone") return unknown(id);
  }
  return problemAnswer(describeProblem("conflict", "This alert is being changed by somebody else; try again."));
}

export const DELETE = createWriteRoute<never, { id: string }>({
  scope: "alerts",
  async handle({ services: { database }, params: { id } }) {
    return (await deleteRule(database, id)) ? emptyAnswer() : unknown(id);
  },
});
