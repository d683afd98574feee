import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

export type Encoding = "identity" | "gzip" | "br";

/** Above 5 brotli becomes many times dearer for a few percent. */
const BROTLI_QUALITY = 5;

const brotliAside = promisify(brotliCompress);
const gzipAside = promisify(gzip);

/** Off the main thread: whoever else asks meanwhile does not wait for it. */
export function compress(bytes: Buffer, encoding: Exclude<Encoding, "identity">): Promise<Buffer> {
  if (encoding === "gzip") return gzipAside(bytes);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
  };
  return brotliAside(bytes, { params });
}

/** Browsers and programs say one of a few things, a million times. */
const choices = new Map<string, Encoding>();
const CHOICES_MAX = 200;

/** The best encoding we have that the client takes; `q=0` refuses one. */
export function chooseEncoding(acceptEncoding: string | undefined): Encoding {
  if (acceptEncoding === undefined) return "identity";
  const known = choices.get(acceptEncoding);
  if (known !== undefined) return known;
  const choice = readChoice(acceptEncoding);
  if (choices.size >= CHOICES_MAX) choices.clear();
  choices.set(acceptEncoding, choice);
  return choice;
}

function readChoice(acceptEncoding: string): Encoding {
  const accepted = new Map(
    acceptEncoding
      .toLowerCase()
      .split(",")
      .map((part) => {
        const [name = "", ...parameters] = part.split(";").map((text) => text.trim());
        const quality = parameters.find((text) => text.startsWith("q="));
        return [name, quality === undefined ? 1 : Number(quality.slice(2))] as const;
      }),
  );
  const takes = (name: string) => (accepted.get(name) ?? accepted.get("*") ?? 0) > 0;
  if (takes("br")) return "br";
  return takes("gzip") ? "gzip" : "identity";
}
