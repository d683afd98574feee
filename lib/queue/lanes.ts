import { type Lane, laneSchema } from "@/lib/contracts/jobs";

export const allLanes: readonly Lane[] = laneSchema.options;

/** BullMQ refuses ":" in a queue name. */
export function queueName(lane: Lane): string {
  return `ghostquant-${lane}`;
}
