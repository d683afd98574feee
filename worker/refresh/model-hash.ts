import { createHash } from "node:crypto";

const CHARACTERS = 16;

/** Names a model file by its content: the same bytes are the same model, wherever they lie. */
export function modelHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, CHARACTERS);
}
