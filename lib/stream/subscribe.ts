import type { Redis } from "ioredis";
import type { z } from "zod";
import { INBOX_PATCH_CHANNEL, type InboxPatch, inboxPatchSchema } from "@/lib/contracts/inbox";
import { parseJson } from "@/lib/contracts/parse-json";
import { RANK_CHANGES_CHANNEL, type RankChanges, rankChangesSchema } from "@/lib/contracts/rank-changes";
import { MOMENTUM_PATCH_CHANNEL, type MomentumPatch, momentumPatchSchema } from "@/lib/contracts/stream";

/** Stops a subscription. */
export type Unsubscribe = () => Promise<void>;

/**
 * Hands every published patch to `onPatch` until the returned function is called. `redis` must be a connection of its own.
 * A patch that does not parse is dropped: the gap in the sequence makes the receiver ask for a snapshot.
 */
export function subscribePatches(redis: Redis, onPatch: (patch: MomentumPatch) => void): Promise<Unsubscribe> {
  return subscribeTo(redis, MOMENTUM_PATCH_CHANNEL, momentumPatchSchema, onPatch);
}

/** The same for the rank changes of every window. */
export function subscribeRankChanges(redis: Redis, onChanges: (changes: RankChanges) => void): Promise<Unsubscribe> {
  return subscribeTo(redis, RANK_CHANGES_CHANNEL, rankChangesSchema, onChanges);
}

/** The same for what comes into the owner's inbox. */
export function subscribeInbox(redis: Redis, onPatch: (patch: InboxPatch) => void): Promise<Unsubscribe> {
  return subscribeTo(redis, INBOX_PATCH_CHANNEL, inboxPatchSchema, onPatch);
}

async function subscribeTo<T>(
  redis: Redis,
  wanted: string,
  schema: z.ZodType<T>,
  onValue: (value: T) => void,
): Promise<Unsubscribe> {
  const listen = (channel: string, text: string): void => {
    if (channel !== wanted) return;
    const value = parseJson(text, schema);
    if (value !== null) onValue(value);
  };
  redis.on("message", listen);
  await redis.subscribe(wanted);
  return async () => {
    redis.off("message", listen);
    await redis.unsubscribe(wanted);
  };
}
