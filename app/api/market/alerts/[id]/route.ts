import { z } from "zod";
import { createRoute } from "@/app/api/create-route";
import { createWriteRoute } from "@/app/api/create-write-route";
import { alertPatchSchema } from "@/lib/contracts/http/alert-body";
import { emptyAnswer, jsonAnswer, neverCache } from "@/lib/http/answer";
import { answerInvalid, answerNoBoard, answerUnknown } from "@/lib/http/problem";
import { deleteRule, findRule, updateRule } from "@/lib/store/alert-rules";
import { answerMistakes } from "../check-rule";
import { changeByPatch } from "../make-rule";
import { readAlert } from "../read-alerts";
import { readScene } from "../read-scene";

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
    if ((await updateRule(services.database, id, () => after)) === null) return unknown(id);
    const alert = await readAlert(services, scene, id);
    return alert === null ? unknown(id) : jsonAnswer(alert, neverCache);
  },
});

export const DELETE = createWriteRoute<never, { id: string }>({
  scope: "alerts",
  async handle({ services: { database }, params: { id } }) {
    return (await deleteRule(database, id)) ? emptyAnswer() : unknown(id);
  },
});
