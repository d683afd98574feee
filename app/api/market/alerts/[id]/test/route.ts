import { randomUUID } from "node:crypto";
import { createWriteRoute } from "@/app/api/create-write-route";
import type { WebServices } from "@/app/api/web-services";
import type { Rule } from "@/lib/alerts/rule";
import { type AlertNames, ruleSentence, ruleTitle } from "@/lib/contracts/alert-sentences";
import type { AlertMessage } from "@/lib/contracts/delivery";
import { jsonAnswer, neverCache } from "@/lib/http/answer";
import { answerInvalid, answerNoBoard, answerUnknown } from "@/lib/http/problem";
import type { UnixMs } from "@/lib/market/units";
import { queueDeliveries } from "@/lib/queue/deliveries";
import { findRule } from "@/lib/store/alert-rules";
import { insertTestDelivery, markEnqueued } from "@/lib/store/deliveries";
import { readScene } from "../../read-scene";

/** One message to each channel of the rule, marked as a test, by the way that a firing takes. */
export const POST = createWriteRoute<never, { id: string }>({
  scope: "alerts",
  async handle({ services, params: { id } }) {
    const scene = await readScene(services);
    if (scene === null) return answerNoBoard();
    const rule = await findRule(services.database, id);
    if (rule === null) return answerUnknown(`No alert has the id ${id}.`);
    if (rule.channelIds.length === 0) {
      return answerInvalid([
        { path: "channel_ids", message: "this alert goes nowhere but to the list; add a channel" },
      ]);
    }
    const wallNow = Date.now();
    const sent = rule.channelIds.map((channelId) => ({ id: randomUUID(), channelId }));
    for (const { id: deliveryId, channelId } of sent) {
      const message = testMessage(deliveryId, rule, scene.names, scene.now);
      await insertTestDelivery(services.database, { id: deliveryId, channelId, message }, wallNow);
    }
    const ids = sent.map((delivery) => delivery.id);
    await queueTests(services, ids, wallNow);
    return { ...jsonAnswer({ delivery_ids: ids }, neverCache), status: 202 };
  },
});

/** What cannot be queued now waits for the sweep. */
async function queueTests(services: WebServices, ids: readonly string[], wallNow: UnixMs): Promise<void> {
  try {
    const due = ids.map((id) => ({ id, dueAt: wallNow }));
    await queueDeliveries(services.queues(), due, wallNow);
    await markEnqueued(services.database, ids, wallNow);
  } catch (error) {
    services.log.warn({ err: error }, "A test message waits for the sweep");
  }
}

function testMessage(deliveryId: string, rule: Rule, names: AlertNames, at: UnixMs): AlertMessage {
  return {
    key: `test:${deliveryId}`,
    title: `Test: ${rule.name === "" ? ruleTitle(rule, names) : rule.name}`,
    lines: ["This is a test. Nothing has fired.", ruleSentence(rule, names)],
    path: "/alerts",
    at,
    late: false,
    test: true,
    firings: [],
  };
}
