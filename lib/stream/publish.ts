import type { Redis } from "ioredis";
import { RANK_CHANGES_CHANNEL, type RankChanges } from "@/lib/contracts/rank-changes";
import { MOMENTUM_PATCH_CHANNEL, type MomentumPatch } from "@/lib/contracts/stream";

/** Tells every sidecar what changed. Call it after the board is visible, never before. */
export async function publishPatch(redis: Redis, patch: MomentumPatch): Promise<void> {
  await redis.publish(MOMENTUM_PATCH_CHANNEL, JSON.stringify(patch));
}

/** Tells every sidecar what changed within one window. Call it after the changes can be read, never before. */
export async function publishRankChanges(redis: Redis, changes: RankChanges): Promise<void> {
  await redis.publish(RANK_CHANGES_CHANNEL, JSON.stringify(changes));
}
