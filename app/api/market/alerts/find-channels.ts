import { randomUUID } from "node:crypto";
import type { ChannelSettings } from "@/lib/adapters/channel-settings";
import { isConfigured } from "@/lib/adapters/channel-settings";
import { refuseDestination } from "@/lib/adapters/refuse-destination";
import { createWebhookSecret } from "@/lib/adapters/webhook/send";
import { type ChannelConfig, channelConfigSchema } from "@/lib/contracts/delivery";
import type { ChannelKind } from "@/lib/contracts/delivery-state";
import type { QueryMistake } from "@/lib/http/parse-query";
import { type Channel, INBOX_ID, type NewChannel } from "@/lib/store/channels";

/** Where a rule is to be sent: channels that are there, and those that must be made with it. */
export interface FoundChannels {
  readonly ids: readonly string[];
  readonly made: readonly NewChannel[];
  readonly mistakes: readonly QueryMistake[];
}

/** What the contract's `user_contact` must be for a kind of channel that needs one. */
const contactRules: Partial<Record<ChannelKind, string>> = {
  email: "an e-mail address for email",
  telegram: "a chat id such as 123456789 or @channel for telegram",
  webhook: "an https address for webhook",
  discord: "the https address of a Discord webhook for discord",
};

/**
 * The channels that the contract's short body means: the one whose address `contact` is, made when it is not there yet; for
 * a kind whose address it is not, those that are there already.
 */
export async function findChannels(
  kinds: readonly ChannelKind[],
  contact: string,
  known: readonly Channel[],
  settings: ChannelSettings,
): Promise<FoundChannels> {
  const wanted = [...new Set(kinds)];
  // An address that is none of the wanted kinds' is a mistake, not a wish for what is there already.
  const mayStandIn = contact === "" || wanted.some((kind) => configOf(kind, contact) !== null);
  const found = await Promise.all(wanted.map((kind) => findOfKind(kind, { contact, mayStandIn, known, settings })));
  return {
    ids: found.flatMap(({ ids }) => ids),
    made: found.flatMap(({ made }) => made),
    mistakes: found.flatMap(({ mistakes }) => mistakes),
  };
}

interface Search {
  readonly contact: string;
  readonly mayStandIn: boolean;
  readonly known: readonly Channel[];
  readonly settings: ChannelSettings;
}

const there = (...ids: string[]): FoundChannels => ({ ids, made: [], mistakes: [] });
const wrong = (path: string, message: string): FoundChannels => ({ ids: [], made: [], mistakes: [{ path, message }] });

async function findOfKind(kind: ChannelKind, search: Search): Promise<FoundChannels> {
  const { contact, known, settings } = search;
  if (!isConfigured(kind, settings)) return wrong("channels", notConfigured(kind, settings));
  if (kind === "inbox") return there(INBOX_ID);
  const config = configOf(kind, contact);
  if (config === null) return standIns(kind, search);
  const same = known.find((channel) => channel.config !== null && isSameWay(channel.config, config));
  if (same !== undefined) {
    return same.disabledAt === null ? there(same.id) : wrong("user_contact", disabledSentence(same));
  }
  const refusal = await refuseDestination(config, settings.rules);
  if (refusal !== null) return wrong("user_contact", refusal);
  const id = randomUUID();
  return { ids: [id], made: [{ id, label: "", config }], mistakes: [] };
}

/** The channels of this kind that are there, where no address says which. */
function standIns(kind: ChannelKind, { known, mayStandIn }: Search): FoundChannels {
  const active = known.filter((channel) => channel.kind === kind && channel.disabledAt === null);
  if (active.length > 0 && (mayStandIn || kind === "push")) return there(...active.map(({ id }) => id));
  return kind === "push"
    ? wrong("channels", "push needs a browser that has subscribed on the alerts page")
    : wrong("user_contact", `must be ${contactRules[kind]}`);
}

/** What a rule may not be sent to, of channels that its owner named by id. */
export function mistakesOfChannels(
  ids: readonly string[],
  known: readonly Channel[],
  settings: ChannelSettings,
): QueryMistake[] {
  return ids.flatMap((id) => {
    const channel = known.find((one) => one.id === id);
    if (channel === undefined) return { path: "channel_ids", message: `no channel has the id ${id}` };
    if (!isConfigured(channel.kind, settings)) {
      return { path: "channel_ids", message: notConfigured(channel.kind, settings) };
    }
    return channel.disabledAt === null ? [] : { path: "channel_ids", message: disabledSentence(channel) };
  });
}

function notConfigured(kind: ChannelKind, settings: ChannelSettings): string {
  const usable = (["email", "telegram", "push", "webhook", "discord", "inbox"] as const).filter((other) =>
    isConfigured(other, settings),
  );
  return `${kind} is not set up on this server; set up are ${usable.join(", ")}`;
}

function disabledSentence({ kind, label, disabledReason }: Channel): string {
  const which = label === "" ? `this ${kind} channel` : `the ${kind} channel ${label}`;
  return `${which} is disabled (${disabledReason ?? "no reason is known"}); enable it or choose another`;
}

function configOf(kind: ChannelKind, contact: string): ChannelConfig | null {
  if (contact === "" || kind === "inbox" || kind === "push") return null;
  const parsed = channelConfigSchema.safeParse({
    kind,
    address: contact,
    chatId: contact,
    url: contact,
    secret: createWebhookSecret(),
  });
  return parsed.success ? parsed.data : null;
}

function isSameWay(a: ChannelConfig, b: ChannelConfig): boolean {
  if (a.kind === "email") return b.kind === "email" && a.address.toLowerCase() === b.address.toLowerCase();
  if (a.kind === "telegram") return b.kind === "telegram" && a.chatId === b.chatId;
  if (a.kind === "push" || a.kind === "inbox" || b.kind === "push") return false;
  return a.kind === b.kind && "url" in b && a.url === b.url;
}
