import type { JobPayload } from "@/lib/contracts/jobs";
import type { JobContext } from "@/worker/runtime/services";

/** Sends one message to one channel and keeps what was answered. */
export async function sendDelivery(_: JobPayload<"delivery.send">, __: JobContext) {
  return { done: false };
}
