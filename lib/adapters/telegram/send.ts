import type { AlertMessage, DeliveryOutcome } from "@/lib/contracts/delivery";
import { deadChannel, delivered, failureOf, refused, retry } from "../outcome";
import { callTelegram, type TelegramAnswer, type TelegramBot } from "./call";
import { escapeMarkdown, splitLines } from "./escape-markdown";

/** The chat will not take messages from this bot any more, said with status 400. */
const GONE =
  /chat not found|user not found|user is deactivated|PEER_ID_INVALID|group chat was deactivated|not enough rights|CHAT_WRITE_FORBIDDEN/iu;

interface Options {
  readonly wallNow: number;
  readonly link: string;
  readonly signal?: AbortSignal;
}

/** Sends a message in as many parts as it needs. When a later part fails, all of it is sent again at the next attempt. */
export async function sendTelegram(
  bot: TelegramBot,
  { chatId }: { chatId: string },
  message: AlertMessage,
  { link, ...options }: Options,
): Promise<DeliveryOutcome> {
  const parts = splitLines([message.title, ...message.lines, link]);
  let chat = chatId;
  const ids: string[] = [];
  try {
    for (const [index, lines] of parts.entries()) {
      const { answer, chat: reached } = await sendPart(bot, chat, textsOf(lines, index === 0), options);
      if (!answer.ok) return outcomeOf(answer);
      chat = reached;
      ids.push(answer.messageId);
    }
  } catch (error) {
    return failureOf(error);
  }
  const said = `message ${ids.join(", ")}`;
  return delivered(said, ids[0], chat === chatId ? null : chat);
}

interface Texts {
  readonly dressed: string;
  readonly plain: string;
}

/** The title stands out where it is not empty: an empty pair of stars would be a mistake to Telegram. */
function textsOf(lines: readonly string[], hasTitle: boolean): Texts {
  const [first = "", ...rest] = lines.map(escapeMarkdown);
  const title = hasTitle && first.trim() !== "" ? `*${first}*` : first;
  return { dressed: [title, ...rest].join("\n"), plain: lines.join("\n") };
}

/** A group may have moved and our escaping may displease; each is put right once. */
async function sendPart(bot: TelegramBot, given: string, { dressed, plain }: Texts, options: Omit<Options, "link">) {
  let chat = given;
  let body: object = { text: dressed, parse_mode: "MarkdownV2" };
  for (let correction = 0; ; correction += 1) {
    const answer = await callTelegram(bot, { chat_id: chat, ...body }, options);
    if (answer.ok || correction === 2) return { answer, chat };
    if (answer.movedTo !== null) chat = answer.movedTo;
    else if (answer.code === 400 && /parse entities/iu.test(answer.description)) body = { text: plain };
    else return { answer, chat };
  }
}

function outcomeOf({ code, description, waitMs }: Extract<TelegramAnswer, { ok: false }>): DeliveryOutcome {
  const said = `${code} ${description}`;
  if (code === 429) return retry(said, waitMs);
  if (code >= 500) return retry(said, waitMs);
  if (code === 403 || (code === 400 && GONE.test(description))) return deadChannel(said);
  return refused(said);
}
