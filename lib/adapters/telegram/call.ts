import { z } from "zod";
import { parseJson } from "@/lib/contracts/parse-json";
import { guardedPost } from "../guarded-post";
import { hiderOf } from "../outcome";
import { retryAfterMs } from "../retry-after";

export interface TelegramBot {
  /** Such as https://api.telegram.org; set by the operator, so it may be private. */
  readonly apiBase: string;
  readonly token: string;
  readonly timeoutMs?: number;
}

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

/** What Telegram said, without the token in it. */
export type TelegramAnswer =
  | { readonly ok: true; readonly messageId: string }
  | {
      readonly ok: false;
      readonly code: number;
      readonly description: string;
      readonly waitMs: number | null;
      readonly movedTo: string | null;
    };

/** One `sendMessage`. Throws the network's errors. */
export async function callTelegram(
  { apiBase, token, timeoutMs }: TelegramBot,
  body: object,
  { wallNow, signal }: { wallNow: number; signal?: AbortSignal },
): Promise<TelegramAnswer> {
  const response = await guardedPost(
    {
      url: `${apiBase.replace(/\/+$/u, "")}/bot${token}/sendMessage`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...body, link_preview_options: { is_disabled: true } }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(signal !== undefined && { signal }),
    },
    { allowPrivate: true },
  );
  const hide = hiderOf([token]);
  const headerWaitMs = retryAfterMs(response.headers, wallNow);
  const data = parseJson(response.body, answerSchema);
  if (data === null) {
    // A proxy's page, or half an answer: with a good status it is not known whether the message was sent.
    const code = response.status >= 400 ? response.status : 502;
    return { ok: false, code, description: "an answer that is not Telegram's", waitMs: headerWaitMs, movedTo: null };
  }
  if (data.ok) return { ok: true, messageId: String(data.result.message_id) };
  const seconds = data.parameters?.retry_after;
  const movedTo = data.parameters?.migrate_to_chat_id;
  return {
    ok: false,
    code: data.error_code,
    description: hide(data.description),
    waitMs: seconds === undefined ? headerWaitMs : Math.max(1, seconds) * 1_000,
    movedTo: movedTo === undefined ? null : String(movedTo),
  };
}
