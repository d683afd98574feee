import type { z } from "zod";
import type { Answer } from "./answer";
import { answerInvalid, answerTooLarge, answerUnsupportedMedia } from "./problem";

/** Far above any rule or list; what is larger is a mistake or an attack. */
const BODY_BYTES_MAX = 64 * 1024;
const UNKEEPABLE = /[\0\p{Cs}]/u;

export type ReadBody<T> = { readonly ok: true; readonly body: T } | { readonly ok: false; readonly refusal: Answer };

/** The JSON body of a request by its schema; each mistake is named by its path with what is allowed. */
export async function readBody<S extends z.ZodType>(request: Request, schema: S): Promise<ReadBody<z.infer<S>>> {
  const type = request.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    return { ok: false, refusal: answerUnsupportedMedia("Send the body as application/json.") };
  }
  const text = await readText(request);
  if (text === null) {
    return { ok: false, refusal: answerTooLarge(413, `The body is larger than ${BODY_BYTES_MAX} bytes.`) };
  }
  const value = parseJson(text);
  if (value === undefined) return { ok: false, refusal: answerInvalid([{ path: "body", message: "must be JSON" }]) };
  const unkeepable = pathOfUnkeepable(value, []);
  if (unkeepable !== null) {
    const message = "must be text without NUL and without half of a surrogate pair";
    return { ok: false, refusal: answerInvalid([{ path: unkeepable.join(".") || "body", message }]) };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, body: parsed.data };
  const errors = parsed.error.issues.map(({ path, message }) => ({ path: path.join(".") || "body", message }));
  return { ok: false, refusal: answerInvalid(errors) };
}

/** Null when there is more than we read; the length a client states is not believed. */
async function readText(request: Request): Promise<string | null> {
  if (request.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > BODY_BYTES_MAX) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** JSON can say characters that no database keeps. */
function pathOfUnkeepable(value: unknown, path: readonly string[]): readonly string[] | null {
  if (typeof value === "string") return UNKEEPABLE.test(value) ? path : null;
  if (typeof value !== "object" || value === null) return null;
  for (const [key, part] of Object.entries(value)) {
    const found = UNKEEPABLE.test(key) ? path : pathOfUnkeepable(part, [...path, key]);
    if (found !== null) return found;
  }
  return null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
