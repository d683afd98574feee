import type { Redis } from "ioredis";
import { MOMENTUM_PATCH_CHANNEL, type MomentumPatch } from "@/lib/contracts/stream";

/** Tells every sidecar what changed. Call it after the board is visible, never before. */
export async function publishPatch(redis: Redis, patch: MomentumPatch): Promise<void> {
  await redis.publish(MOMENTUM_PATCH_CHANNEL, JSON.stringify(patch));
}
