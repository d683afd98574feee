import { z } from "zod";
import type { AlertMessage, DeliveryOutcome } from "@/lib/contracts/delivery";
import { parseJson } from "@/lib/contracts/parse-json";
import { type GuardedResponse, guardedPost } from "../guarded-post";
import { deadChannel, delivered, failureOf, hiderOf, outcomeOfStatus, retry, secretsOf } from "../outcome";
import type { DestinationRules } from "../public-address";
import { retryAfterMs } from "../retry-after";
import { renderDiscord } from "./render";

const HOSTS = new Set(["discord.com", "discordapp.com", "ptb.discord.com", "canary.discord.com"]);
const PATH = /^\/api\/(v\d+\/)?webhooks\/\d+\/[\w-]+\/?$/u;

const answerSchema = z.object({ id: z.string() });
const limitedSchema = z.object({ retry_after: z.number().nonnegative() });
const problemSchema = z.object({ code: z.number() });

/** Only Discord's own webhooks, unless development mode lets a double stand in. */
export function isDiscordWebhook(url: URL, { allowPrivate }: DestinationRules): boolean {
  return allowPrivate || (HOSTS.has(url.hostname) && url.port === "" && PATH.test(url.pathname));
}

export interface DiscordOptions {
  readonly rules: DestinationRules;
  readonly link: string;
  readonly wallNow: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export async function sendDiscord(
  { url }: { url: string },
  message: AlertMessage,
  { rules, link, wallNow, ...limits }: DiscordOptions,
): Promise<DeliveryOutcome> {
  try {
    const target = new URL(url);
    if (!isDiscordWebhook(target, rules)) return deadChannel("This is not a Discord webhook address");
    // With the message as the answer: without it there would be no id to keep.
    target.searchParams.set("wait", "true");
    const response = await guardedPost(
      {
        url: target.href,
        headers: { "content-type": "application/json", "user-agent": "GhostQuant" },
        body: JSON.stringify(renderDiscord(message, link)),
        ...limits,
      },
      rules,
    );
    return outcomeOf(response, hiderOf(secretsOf(target)), wallNow);
  } catch (error) {
    return failureOf(error);
  }
}

function outcomeOf({ status, headers, body }: GuardedResponse, hide: (text: string) => string, wallNow: number) {
  const said = hide(body);
  const waitMs = retryAfterMs(headers, wallNow);
  if (status === 200 || status === 204) {
    const id = parseJson(body, answerSchema)?.id ?? null;
    return delivered(id === null ? `${status}` : `message ${hide(id)}`, id === null ? null : hide(id));
  }
  if (status === 429) {
    const seconds = parseJson(body, limitedSchema)?.retry_after;
    return retry(`429 ${said}`, seconds === undefined ? waitMs : Math.ceil(seconds * 1_000));
  }
  if (status === 401 || status === 403 || status === 404) {
    // Only Discord itself knows that a webhook is gone; a page of whoever stands in front of it does not.
    const isDiscords = parseJson(body, problemSchema) !== null;
    return isDiscords ? deadChannel(`${status} ${said}`) : retry(`${status} ${said}`, waitMs);
  }
  return outcomeOfStatus(status, said, waitMs);
}
