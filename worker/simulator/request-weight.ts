import { MINUTE_MS, type UnixMs } from "@/lib/market/units";

export const WEIGHT_PER_MINUTE = 6_000;
/** Requests sent in spite of a 429 before the address is banned, and for how long. */
const PATIENCE = 20;
const BAN_MS = 2 * MINUTE_MS;

export interface WeightVerdict {
  readonly status: 200 | 418 | 429;
  readonly used: number;
  readonly retryAfterSeconds: number;
}

/** The venue's accounting: weight by wall-clock minute, 429 above the limit, 418 for those who do not listen. */
export function createWeightLedger(): (weight: number, wallNow: UnixMs) => WeightVerdict {
  let minute = 0;
  let used = 0;
  let ignored = 0;
  let bannedUntil = 0;
  return (weight, wallNow) => {
    const current = Math.floor(wallNow / MINUTE_MS);
    if (current !== minute) {
      minute = current;
      used = 0;
      ignored = 0;
    }
    const refuse = (status: 418 | 429, until: UnixMs): WeightVerdict => ({
      status,
      used,
      retryAfterSeconds: Math.max(1, Math.ceil((until - wallNow) / 1_000)),
    });
    if (wallNow < bannedUntil) return refuse(418, bannedUntil);
    used += weight;
    if (used <= WEIGHT_PER_MINUTE) return { status: 200, used, retryAfterSeconds: 0 };
    ignored += 1;
    if (ignored <= PATIENCE) return refuse(429, (minute + 1) * MINUTE_MS);
    bannedUntil = wallNow + BAN_MS;
    return refuse(418, bannedUntil);
  };
}
