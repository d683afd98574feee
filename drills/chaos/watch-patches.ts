import pino from "pino";
import { createRedis } from "@/lib/connections";
import { MOMENTUM_PATCH_CHANNEL, momentumPatchSchema } from "@/lib/contracts/stream";
import type { Ledger } from "./ledger";

export interface PatchWatch {
  /** The highest sequence that was ever published. */
  highest(): number;
  published(): number;
  stop(): void;
}

/** Hears what every sidecar hears, past every gate: each sequence once, and never an earlier one. */
export async function watchPatches(redisUrl: string, ledger: Ledger): Promise<PatchWatch> {
  const redis = createRedis(redisUrl, "subscriber", pino({ level: "silent" }));
  const seen = new Set<number>();
  let highest = 0;
  redis.on("message", (_channel: string, text: string) => {
    const { sequence } = momentumPatchSchema.parse(JSON.parse(text));
    if (seen.has(sequence)) ledger.complain("refreshes", `sequence ${sequence} was published twice`);
    else if (sequence < highest) {
      // A worker that stood still between writing and publishing: the receiver sees a gap and asks anew.
      if (highest - sequence > 1) ledger.complain("refreshes", `sequence ${sequence} was published after ${highest}`);
    }
    seen.add(sequence);
    highest = Math.max(highest, sequence);
  });
  await redis.subscribe(MOMENTUM_PATCH_CHANNEL);
  return { highest: () => highest, published: () => seen.size, stop: () => redis.disconnect() };
}
