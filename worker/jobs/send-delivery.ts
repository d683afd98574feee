import type { JobPayload } from "@/lib/contracts/jobs";
import { attemptDelivery } from "@/worker/alerts/attempt-delivery";
import type { JobContext } from "@/worker/runtime/services";

/** Sends one message to one channel and keeps what was answered. */
export async function sendDelivery({ deliveryId }: JobPayload<"delivery.send">, context: JobContext) {
  return attemptDelivery(context, deliveryId);
}
