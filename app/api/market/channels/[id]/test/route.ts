import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createWriteRoute } from "@/app/api/create-write-route";
import type { WebServices } from "@/app/api/web-services";
import type { AlertMessage } from "@/lib/contracts/delivery";
import { jsonAnswer, neverCache, problemAnswer } from "@/lib/http/answer";
import { answerUnknown, describeProblem } from "@/lib/http/problem";
import { queueDeliveries } from "@/lib/queue/deliveries";
import { type Channel, findChannel } from "@/lib/store/channels";
import { insertTestDelivery, markEnqueued } from "@/lib/store/deliveries";
import { type DeliveryNow, readDelivery } from "@/lib/store/delivery-state";

/** How long somebody who pressed a button likes to wait. */
const WAIT_MS = 8_000;
const LOOK_MS = 150;

/** One message to this channel, marked as a test, by the way that a firing takes; the answer is what the channel said. */
export const POST = createWriteRoute<never, { id: string }>({
  scope: "alerts",
  async handle({ services, params: { id } }) {
    const channel = await findChannel(services.database, services.box, id);
    if (channel === null) return answerUnknown(`No channel has the id ${id}.`);
    if (channel.disabledAt !== null)
      return problemAnswer(describeProblem("conflict", "The channel is disabled; enable it first."));
    const deliveryId = randomUUID();
    await queueTest(services, deliveryId, channel);
    const { state, answer } = await waitForAnswer(services, deliveryId);
    return { ...jsonAnswer({ delivery_id: deliveryId, state, answer }, neverCache), status: 202 };
  },
});

async function queueTest(services: WebServices, id: string, channel: Channel): Promise<void> {
  const wallNow = Date.now();
  const message = testMessage(id, channel, wallNow);
  await insertTestDelivery(services.database, { id, channelId: channel.id, message }, wallNow);
  try {
    await queueDeliveries(services.queues(), [{ id, dueAt: wallNow }], wallNow);
    await markEnqueued(services.database, [id], wallNow);
  } catch (error) {
    // It is in the ledger, so the next sweep queues it.
    services.log.warn({ err: error }, "A test message waits for the sweep");
  }
}

function testMessage(deliveryId: string, { kind, label }: Channel, wallNow: number): AlertMessage {
  return {
    key: `test:${deliveryId}`,
    title: "Test from GhostQuant",
    lines: [
      `This is a test of the channel ${label === "" ? kind : label}.`,
      "Nothing has fired. Alerts will look like this.",
    ],
    path: "/alerts",
    at: wallNow,
    late: false,
    test: true,
    firings: [],
  };
}

/** Until there is an answer, be it the first of several attempts, or nobody would like to wait any longer. */
async function waitForAnswer({ database }: WebServices, id: string): Promise<DeliveryNow> {
  const until = performance.now() + WAIT_MS;
  for (;;) {
    const now = (await readDelivery(database, id)) ?? { state: "queued" as const, answer: null };
    const isAnswered = now.state === "delivered" || now.state === "failed" || now.answer !== null;
    if (isAnswered || performance.now() >= until) return now;
    await sleep(LOOK_MS);
  }
}
