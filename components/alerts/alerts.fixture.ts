import { type WireAlert, wireAlertSchema } from "@/lib/contracts/http/alerts";
import { type WireDelivery, type WireFiring, wireFiringSchema } from "@/lib/contracts/http/firings";

type Standing = WireAlert["standings"][number];

export function standingFixture(part: Partial<Standing> = {}): Standing {
  return {
    coin_id: "solana",
    symbol: "SOL",
    state: "armed",
    value: 74.2,
    distance: 5.8,
    sentence: "Score 74.2, fires at 80: 5.8 points away.",
    judged_at: "2026-11-21T14:03:07.000Z",
    held_back: "not_met",
    episodes: 0,
    last_fired_at: null,
    ...part,
  };
}

/** An armed alert on SOL's score. */
export function alertFixture(part: Partial<WireAlert> = {}): WireAlert {
  return wireAlertSchema.parse({
    id: "a1",
    name: "SOL score above 80",
    sentence: "When SOL's score reaches 80 or more.",
    state: "active",
    version: 1,
    rule: {
      name: "",
      scope: { kind: "coin", coinId: "solana" },
      when: { type: "score_above", threshold: 80 },
      repeat: "every_episode",
      hysteresis: null,
      expires_at: null,
      mutes: [],
      channel_ids: [],
    },
    standings: [standingFixture()],
    firings: 0,
    last_fired_at: null,
    created_at: "2026-11-20T10:00:00.000Z",
    ...part,
  });
}

export function deliveryFixture(part: Partial<WireDelivery> = {}): WireDelivery {
  return {
    id: "d1",
    channel_id: "c1",
    kind: "email",
    label: "",
    state: "delivered",
    attempts: [],
    latency_ms: null,
    provider_id: null,
    error: null,
    grouped_with: 0,
    ...part,
  };
}

export function firingFixture(part: Partial<WireFiring> = {}): WireFiring {
  return wireFiringSchema.parse({
    key: "a1:solana:1",
    alert_id: "a1",
    alert_name: "SOL score above 80",
    coin_id: "solana",
    symbol: "SOL",
    time: "2026-11-21T14:01:22.000Z",
    value: 81.4,
    reason: "SOL score 81.4, at or above 80",
    already_true: false,
    late: false,
    deferred_since: null,
    read: false,
    deliveries: [],
    ...part,
  });
}
