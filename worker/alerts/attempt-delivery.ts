import type { ChannelConfig, DeliveryOutcome } from "@/lib/contracts/delivery";
import { deadline } from "@/lib/deadline";
import { tell } from "@/lib/facts";
import { type Channel, changeChannel, findChannel, holdChannel } from "@/lib/store/channels";
import { type ClaimedDelivery, claimDelivery, extendLease, type Fate, recordAttempt } from "@/lib/store/deliveries";
import { retireChannel } from "@/lib/store/retire-channel";
import { noteOnSpan, type Spans, withinSpan } from "@/lib/telemetry/span";
import type { JobContext } from "@/worker/runtime/services";
import { fateOf } from "./delivery-policy";
import { queueDue, showInInbox } from "./hand-over";

/** `not_ours`: it is over, or another worker has it. */
export type AttemptSummary = { readonly state: Fate["state"] | "not_ours" | "not_due" | "taken_over" };

/**
 * One attempt of one delivery. It is claimed first and written down last, so that a worker that dies in between costs a
 * repetition under the same key and never a loss.
 */
export async function attemptDelivery(context: JobContext, deliveryId: string): Promise<AttemptSummary> {
  const { db, delivery, wallNow } = context;
  const { claimed, ...rest } = await claimDelivery(db.database, deliveryId, delivery.policy.leaseMs, wallNow());
  if (claimed === null) {
    const dueAt = "dueAt" in rest ? rest.dueAt : null;
    if (dueAt === null) return { state: "not_ours" };
    await queueDue(context, [{ id: deliveryId, dueAt }]);
    return { state: "not_due" };
  }
  const channel = await findChannel(db.database, delivery.box, claimed.channelId);
  const startedAt = wallNow();
  const kind = channel?.config?.kind ?? "gone";
  const span: Spans["delivery.send"] = {
    "ghostquant.channel": kind,
    "ghostquant.delivery.id": deliveryId,
    "ghostquant.delivery.attempt": claimed.attempt,
  };
  const outcome = await withinSpan("delivery.send", span, async () => {
    const answered = await keepingLease(context, claimed, () => send(context, channel, claimed));
    noteOnSpan({ "ghostquant.outcome": answered.kind });
    return answered;
  });
  const endedAt = wallNow();
  tell("delivery.attempted", { channel: kind, outcome: outcome.kind, tookMs: endedAt - startedAt });
  const fate = fateOf(outcome, { ...claimed, endedAt }, delivery.policy, delivery.random);
  const answer = outcome.kind === "delivered" ? outcome.answer : outcome.reason;
  const attempt = {
    attempt: claimed.attempt,
    at: startedAt,
    tookMs: endedAt - startedAt,
    outcome: outcome.kind,
    answer,
  };
  const isOurs = await recordAttempt(db.database, claimed, attempt, fate);
  if (channel !== null) await learnFrom(context, channel, outcome);
  if (!isOurs) return { state: "taken_over" };
  if (fate.state === "queued") await queueDue(context, [{ id: deliveryId, dueAt: fate.nextAttemptAt }]);
  return { state: fate.state };
}

/** A slow receiver keeps its worker, a dead worker loses its message soon: the lease is short and renewed while we send. */
async function keepingLease<T>(
  { db, delivery: { policy }, wallNow }: JobContext,
  claimed: ClaimedDelivery,
  work: () => Promise<T>,
): Promise<T> {
  const renew = () => {
    // Without Postgres the lease ends, and whoever takes the message over sends it again under the same key.
    extendLease(db.database, claimed, wallNow() + policy.leaseMs).catch(() => undefined);
  };
  const timer = setInterval(renew, policy.leaseMs / 3);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

async function send(
  { delivery, wallNow, signal }: JobContext,
  channel: Channel | null,
  { message }: ClaimedDelivery,
): Promise<DeliveryOutcome> {
  if (channel === null) return { kind: "refused", reason: "The channel was removed" };
  if (channel.disabledAt !== null) {
    return { kind: "refused", reason: `The channel was switched off: ${channel.disabledReason ?? "by its owner"}` };
  }
  if (channel.config === null) {
    const reason = "The channel cannot be read with this SECRETS_KEY";
    return { kind: "retry", reason, retryAfterMs: null };
  }
  const given = deadline(delivery.policy.timeoutMs, signal);
  try {
    return await delivery.senders.send(channel.config, message, { wallNow: wallNow(), signal: given });
  } catch (error) {
    // A sender's own mistake must not become a message that nobody hears of.
    const reason = error instanceof Error ? error.name : "Error";
    return { kind: "retry", reason: `The attempt failed in itself (${reason})`, retryAfterMs: null };
  }
}

/** What an answer says about the channel, beyond this one message. */
async function learnFrom(context: JobContext, channel: Channel, outcome: DeliveryOutcome): Promise<void> {
  const { db, delivery, now, wallNow } = context;
  if (outcome.kind === "retry" && outcome.retryAfterMs !== null) {
    await holdChannel(db.database, channel.id, Math.ceil(wallNow() + outcome.retryAfterMs));
  }
  if (outcome.kind === "delivered" && outcome.movedTo !== null) {
    const config = movedConfig(channel.config, outcome.movedTo);
    if (config !== null) await changeChannel(db.database, delivery.box, channel.id, { config });
  }
  if (outcome.kind === "dead_channel") {
    const label = channel.label === "" ? channel.kind : channel.label;
    const told = await retireChannel(
      db.database,
      { id: channel.id, label, reason: outcome.reason },
      { now: now(), wallNow: wallNow() },
    );
    if (told !== null) await showInInbox(context, [told]);
  }
}

function movedConfig(config: ChannelConfig | null, movedTo: string): ChannelConfig | null {
  return config?.kind === "telegram" ? { ...config, chatId: movedTo } : null;
}
