import { z } from "zod";
import type { AlertMessage, DeliveryOutcome } from "@/lib/contracts/delivery";
import { guardedPost } from "../guarded-post";
import { deadChannel, delivered, failureOf, refused, retry } from "../outcome";

/** Telegram counts the text after its own parsing, so the limit is on what is read. */
const TEXT_MAX = 4_096;

const answerSchema = z.union([
  z.object({ ok: z.literal(true), result: z.object({ message_id: z.number() }) }),
  z.object({
    ok: z.literal(false),
    error_code: z.number(),
    description: z.string(),
    parameters: z
      .object({ retry_after: z.number().optional(), migrate_to_chat_id: z.union([z.number(), z.string()]).optional() })
      .optional(),
  }),
]);
type Answer = z.infer<typeof answerSchema>;

export interface TelegramBot {
  /** Such as https://api.telegram.org; set by the operator, so it may be private. */
  readonly apiBase: string;
  readonly token: string;
}

/** MarkdownV2: every character that could mean something, in a text that shall mean itself. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[_*[\]()~`>#+\-=|{}.!\\]/gu, (character) => `\\${character}`);
}

/** Lines into as few messages as fit; a line that alone is too long is cut. */
export function splitLines(lines: readonly string[], max = TEXT_MAX): string[][] {
  const parts: string[][] = [[]];
  let length = 0;
  for (const given of lines) {
    const line = given.length <= max ? given : `${given.slice(0, max - 1)}…`;
    if (length + line.length + 1 > max && length > 0) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(line);
    length += line.length + 1;
  }
  return parts;
}

export async function sendTelegram(
  bot: TelegramBot,
  { chatId }: { chatId: string },
  message: AlertMessage,
  { link, signal }: { link: string; signal?: AbortSignal },
): Promise<DeliveryOutcome> {
  let chat = chatId;
  let last: DeliveryOutcome | null = null;
  for (const lines of splitLines([message.title, ...message.lines, link])) {
    const outcome = await sendPart(bot, chat, lines, signal);
    if (outcome.kind !== "delivered") return outcome;
    chat = outcome.movedTo ?? chat;
    last = outcome;
  }
  return last === null ? refused("The message is empty") : { ...last, ...(chat !== chatId && { movedTo: chat }) };
}

async function sendPart(
  bot: TelegramBot,
  chat: string,
  lines: readonly string[],
  signal: AbortSignal | undefined,
): Promise<DeliveryOutcome> {
  const [first = "", ...rest] = lines.map(escapeMarkdown);
  const dressed = { text: [`*${first}*`, ...rest].join("\n"), parse_mode: "MarkdownV2" };
  const plain = { text: lines.join("\n") };
  try {
    let answer = await call(bot, { chat_id: chat, ...dressed }, signal);
    if (!answer.ok && answer.error_code === 400 && /parse entities/iu.test(answer.description)) {
      answer = await call(bot, { chat_id: chat, ...plain }, signal);
    }
    const movedTo = answer.ok ? undefined : answer.parameters?.migrate_to_chat_id;
    if (movedTo !== undefined) {
      answer = await call(bot, { chat_id: String(movedTo), ...dressed }, signal);
    }
    return outcomeOf(answer, movedTo === undefined ? null : String(movedTo));
  } catch (error) {
    // The token is part of the address, so no error of the network may be told as it is.
    return failureOf(error);
  }
}

function outcomeOf(answer: Answer, movedTo: string | null): DeliveryOutcome {
  if (answer.ok) {
    const id = String(answer.result.message_id);
    return delivered(`message ${id}`, id, movedTo);
  }
  const { error_code: code, description, parameters } = answer;
  const said = `${code} ${description}`;
  if (code === 429) return retry(said, (parameters?.retry_after ?? 1) * 1_000);
  if (code === 403) return deadChannel(said);
  if (code === 400 && /chat not found|user is deactivated|PEER_ID_INVALID/iu.test(description))
    return deadChannel(said);
  return code >= 500 ? retry(said) : refused(said);
}

async function call({ apiBase, token }: TelegramBot, body: object, signal: AbortSignal | undefined): Promise<Answer> {
  const response = await guardedPost(
    {
      url: `${apiBase.replace(/\/+$/u, "")}/bot${token}/sendMessage`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...body, link_preview_options: { is_disabled: true } }),
      ...(signal !== undefined && { signal }),
    },
    { allowPrivate: true },
  );
  const parsed = answerSchema.safeParse(readJson(response.body));
  if (parsed.success) return parsed.data;
  return {
    ok: false,
    error_code: response.status >= 400 ? response.status : 502,
    description: "an answer that is not Telegram's",
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
