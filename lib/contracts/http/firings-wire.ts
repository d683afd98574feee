import type { Firing } from "@/lib/alerts/rule-state";
import type { ChannelKind, DeliveryState } from "@/lib/contracts/delivery-state";
import type { UnixMs } from "@/lib/market/units";
import type { WireFiring } from "./firings";
import { isoOrNull, isoTime } from "./freshness";
import { roundOrNull, roundTo, significantOrNull } from "./rounding";

/** A firing with everything that became of it, as the store remembers it. */
export interface FiringRecord extends Firing {
  readonly reason: string;
  readonly isRead: boolean;
  readonly deliveries: readonly {
    readonly id: string;
    readonly channelId: string;
    readonly kind: ChannelKind;
    readonly label: string;
    readonly state: DeliveryState;
    readonly attempts: readonly { at: UnixMs; tookMs: number; outcome: string; answer: string }[];
    readonly latencyMs: number | null;
    readonly providerId: string | null;
    readonly error: string | null;
    readonly groupedWith: number;
  }[];
}

export function toWireFiring(firing: FiringRecord, alertName: string): WireFiring {
  return {
    key: firing.key,
    alert_id: firing.ruleId,
    alert_name: alertName,
    coin_id: firing.coinId,
    symbol: firing.symbol,
    time: isoTime(firing.at),
    value: significantOrNull(firing.value, 10),
    reason: firing.reason,
    already_true: firing.alreadyTrue,
    late: firing.late,
    deferred_since: isoOrNull(firing.deferredSince),
    read: firing.isRead,
    deliveries: firing.deliveries.map((delivery) => ({
      id: delivery.id,
      channel_id: delivery.channelId,
      kind: delivery.kind,
      label: delivery.label,
      state: delivery.state,
      attempts: delivery.attempts.map(({ at, tookMs, outcome, answer }) => ({
        time: isoTime(at),
        took_ms: roundTo(tookMs, 1),
        outcome,
        answer,
      })),
      latency_ms: roundOrNull(delivery.latencyMs, 1),
      provider_id: delivery.providerId,
      error: delivery.error,
      grouped_with: delivery.groupedWith,
    })),
  };
}
