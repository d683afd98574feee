import type { Redis } from "ioredis";
import { MOMENTUM_PATCH_CHANNEL, type MomentumPatch, momentumPatchSchema } from "@/lib/contracts/stream";

function parsePatch(text: string): MomentumPatch | null {
  try {
    return momentumPatchSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Hands every published patch to `onPatch` until the returned function is called. `redis` must be a connection of its own.
 * A patch that does not parse is dropped: the gap in the sequence makes the receiver ask for a snapshot.
 */
export async function subscribePatches(
  redis: Redis,
  onPatch: (patch: MomentumPatch) => void,
): Promise<() => Promise<void>> {
  const listen = (channel: string, text: string): void => {
    if (channel !== MOMENTUM_PATCH_CHANNEL) return;
    const patch = parsePatch(text);
    if (patch !== null) onPatch(patch);
  };
  redis.on("message", listen);
  await redis.subscribe(MOMENTUM_PATCH_CHANNEL);
  return async () => {
    redis.off("message", listen);
    await redis.unsubscribe(MOMENTUM_PATCH_CHANNEL);
  };
}
