import type { ChannelKind } from "@/lib/contracts/delivery-state";
import type { WireDelivery } from "@/lib/contracts/http/firings";
import { DASH } from "@/lib/format/glyph";

export const channelNames: Readonly<Record<ChannelKind, string>> = {
  email: "E-mail",
  telegram: "Telegram",
  push: "Push",
  webhook: "Webhook",
  discord: "Discord",
  inbox: "Inbox",
};

export interface AttemptView {
  readonly key: string;
  readonly channel: string;
  readonly label: string;
  readonly attempt: string;
  /** Wall time. */
  readonly sentAt: number | null;
  readonly answer: string;
  readonly took: string;
  readonly state: string;
  readonly tone: "good" | "waiting" | "bad";
}

export function tookText(milliseconds: number): string {
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
}

const outcomeWords: Readonly<Record<string, string>> = {
  delivered: "delivered",
  retry: "to be tried again",
  refused: "refused",
  dead_channel: "channel is gone",
};

const finalWords: Readonly<Record<WireDelivery["state"], string>> = {
  queued: "waiting to be sent",
  sent: "sent, answer not known yet",
  delivered: "delivered",
  failed: "given up",
};

const tones: Readonly<Record<WireDelivery["state"], AttemptView["tone"]>> = {
  queued: "waiting",
  sent: "waiting",
  delivered: "good",
  failed: "bad",
};

/** A row for every attempt of every delivery; the last of each says how it ended. */
export function presentLedger(deliveries: readonly WireDelivery[]): AttemptView[] {
  return deliveries.flatMap((delivery) => {
    const { id, kind, label, attempts, state, error } = delivery;
    const shared = { channel: channelNames[kind], label };
    const grouped = delivery.grouped_with > 0 ? `, in one message with ${delivery.grouped_with} others` : "";
    if (attempts.length === 0) {
      return [
        {
          ...shared,
          key: id,
          attempt: DASH,
          sentAt: null,
          answer: error ?? DASH,
          took: DASH,
          state: `${finalWords[state]}${grouped}`,
          tone: tones[state],
        },
      ];
    }
    return attempts.map((attempt, index): AttemptView => {
      const isLast = index === attempts.length - 1;
      const words = isLast ? `${finalWords[state]}${grouped}` : (outcomeWords[attempt.outcome] ?? attempt.outcome);
      return {
        ...shared,
        key: `${id}:${index}`,
        attempt: String(index + 1),
        sentAt: Date.parse(attempt.time),
        answer: attempt.answer || (isLast ? (error ?? DASH) : DASH),
        took: tookText(attempt.took_ms),
        state: words,
        tone: isLast ? tones[state] : "waiting",
      };
    });
  });
}

/** What a firing says of its deliveries in one line. */
export function deliverySummary(deliveries: readonly WireDelivery[]): string {
  const others = deliveries.filter(({ kind }) => kind !== "inbox");
  if (others.length === 0) return "in the inbox only";
  const count = (state: WireDelivery["state"]) => others.filter((delivery) => delivery.state === state).length;
  return [
    count("delivered") === 0 ? "" : `${count("delivered")} delivered`,
    count("queued") + count("sent") === 0 ? "" : `${count("queued") + count("sent")} on the way`,
    count("failed") === 0 ? "" : `${count("failed")} given up`,
  ]
    .filter(Boolean)
    .join(" · ");
}
