import { type ClientMessage, clientMessageSchema, streamLimits } from "@/lib/contracts/stream";

export type ReadMessage = { ok: true; message: ClientMessage } | { ok: false; code: string; message: string };

const CHANNELS = '"top50", "all" or "symbol:BTC"';

/** A client's text as a message, or the error frame's words for why it is none. */
export function readMessage(text: string): ReadMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, code: "not_json", message: "A message must be JSON." };
  }
  const parsed = clientMessageSchema.safeParse(value);
  if (parsed.success) return { ok: true, message: parsed.data };
  return { ok: false, ...explain(value) };
}

function explain(value: unknown): { code: string; message: string } {
  const action = typeof value === "object" && value !== null && "action" in value ? value.action : undefined;
  if (action === "subscribe" || action === "unsubscribe") {
    return {
      code: "bad_channels",
      message: `"channels" must be a list of 1 to ${streamLimits.subscriptions} channels: ${CHANNELS}.`,
    };
  }
  if (action === "snapshot") return { code: "bad_channel", message: `"channel" must be a channel: ${CHANNELS}.` };
  return { code: "unknown_action", message: '"action" must be "subscribe", "unsubscribe" or "snapshot".' };
}
