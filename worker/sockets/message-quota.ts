/** A bucket of messages that refills with time; counts refusals until the bucket was full again. */
export interface MessageQuota {
  /** Whether a message may pass now. */
  take(now: number): boolean;
  refusals(): number;
}

export function createMessageQuota(perSecond: number, startsAt: number): MessageQuota {
  let left = perSecond;
  let countedAt = startsAt;
  let refused = 0;
  return {
    take(now) {
      left = Math.min(perSecond, left + ((now - countedAt) / 1_000) * perSecond);
      countedAt = now;
      if (left >= perSecond) refused = 0;
      if (left < 1) {
        refused += 1;
        return false;
      }
      left -= 1;
      return true;
    },
    refusals: () => refused,
  };
}
