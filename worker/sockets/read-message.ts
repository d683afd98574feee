import { channelSchema, clientMessageSchema, streamLimits } from "@/lib/contracts/stream";

export interface SocketError {
  readonly code: string;
  readonly message: string;
}

/** What a client asks for, every channel of it one that exists. */
export type ClientMessage =
  | { readonly action: "subscribe" | "unsubscribe"; readonly channels: readonly string[] }
  | { readonly action: "snapshot"; readonly channel: string };

/** `refused` names the entries of an otherwise good list that are no channels. */
export type ReadMessage =
  | { readonly ok: true; readonly message: ClientMessage; readonly refused: SocketError | null }
  | ({ readonly ok: false } & SocketError);

const CHANNELS = '"top50", "all", "symbol:BTC", "alerts" or "changes:15m" (1h, 24h, 7d)';
/** How much of a stranger's list is said back to him. */
const NAMED_MAX = 5;
const NAME_LENGTH_MAX = 70;

/** A client's text as a message, or the error frame's words for why it is none. */
export function readMessage(text: string): ReadMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, code: "not_json", message: "A message must be JSON." };
  }
  const parsed = clientMessageSchema.safeParse(value);
  if (!parsed.success) return { ok: false, ...explain(value) };
  if (parsed.data.action === "snapshot") return { ok: true, message: parsed.data, refused: null };
  const { action, channels: named } = parsed.data;
  const channels = named.flatMap((name) => channelSchema.safeParse(name).data ?? []);
  if (channels.length === named.length) return { ok: true, message: { action, channels }, refused: null };
  const refused = refuse(named.filter((name) => !channelSchema.safeParse(name).success));
  return channels.length === 0 ? { ok: false, ...refused } : { ok: true, message: { action, channels }, refused };
}

function refuse(names: readonly unknown[]): SocketError {
  const said = names.slice(0, NAMED_MAX).map((name) => JSON.stringify(name).slice(0, NAME_LENGTH_MAX));
  const more = names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more` : "";
  const verb = names.length === 1 ? "is no channel" : "are no channels";
  return { code: "bad_channels", message: `${said.join(", ")}${more} ${verb}: ${CHANNELS}.` };
}

function explain(value: unknown): SocketError {
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
