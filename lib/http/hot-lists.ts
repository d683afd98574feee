import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { isStale } from "@/lib/contracts/http/freshness";
import { type ListOptions, listCoins, listMomentum } from "@/lib/contracts/http/list-momentum";
import { coinsQuerySchema, momentumQuerySchema } from "@/lib/contracts/http/momentum-query";
import type { BoardSnapshot } from "@/lib/contracts/snapshots";
import { marketNow } from "@/lib/market/clock";
import type { UnixMs } from "@/lib/market/units";
import { type Answer, etagOf, matchesEtag, revalidate } from "./answer";
import { parseQuery } from "./parse-query";
import { answerInvalid, answerNoBoard } from "./problem";

export type Encoding = "identity" | "gzip" | "br";
export type HotList = "momentum" | "coins";

/** Where boards come from; the cache's board reader is one. */
export interface BoardSource {
  read(): Promise<BoardSnapshot | null>;
  isCutOff(): boolean;
}

export interface HotListOptions {
  whaleConfidenceMin: number;
  /** Page size of `/market/momentum` when the caller names none. */
  perPage?: number;
  wallNow?: () => UnixMs;
  /** Bytes that may be held; the least recently used answers go first. */
  bytesMax?: number;
}

interface Representation {
  headers: Record<string, string>;
  bytes: Buffer;
}

interface Entry {
  key: string;
  identity: Buffer;
  representations: Map<Encoding, Representation>;
  size: number;
}

const BYTES_MAX = 64 * 1024 * 1024;
const QUESTIONS_MAX = 2_000;
/** Above 5 brotli becomes many times dearer for a few percent. */
const BROTLI_QUALITY = 5;

const compress: Record<Encoding, (bytes: Buffer) => Buffer> = {
  identity: (bytes) => bytes,
  gzip: (bytes) => gzipSync(bytes),
  br: (bytes) =>
    brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
      },
    }),
};

export interface HotLists {
  answer(list: HotList, searchParams: URLSearchParams, encoding: Encoding, ifNoneMatch?: string): Promise<Answer>;
  /** Bytes held now. */
  size(): number;
}

/**
 * The hot lists as bytes, built once per data version, query and encoding. A new version (or the moment at which the
 * data turns stale) empties the whole cache, so nothing old can be served and nothing has to be tracked per entry.
 */
export function createHotLists(source: BoardSource, options: HotListOptions): HotLists {
  const { whaleConfidenceMin, perPage, wallNow = Date.now, bytesMax = BYTES_MAX } = options;
  const entries = new Map<string, Entry>();
  /** What was read out of each query text, so that a repeated one is not parsed again. */
  const questions = new Map<string, Question>();
  let version = "";
  let held = 0;

  function enterVersion(next: string): void {
    if (next === version) return;
    version = next;
    entries.clear();
    held = 0;
  }

  function understand(list: HotList, searchParams: URLSearchParams): Question | Answer {
    const text = `${list}?${searchParams}`;
    const known = questions.get(text);
    if (known !== undefined) return known;
    const question = readQuestion(list, searchParams, perPage);
    if ("status" in question) return question;
    if (questions.size >= QUESTIONS_MAX) questions.clear();
    questions.set(text, question);
    return question;
  }

  function hold(entry: Entry, bytes: number): void {
    entries.delete(entry.key);
    entries.set(entry.key, entry);
    entry.size += bytes;
    held += bytes;
    for (const oldest of entries.values()) {
      if (held <= bytesMax || oldest === entry) break;
      entries.delete(oldest.key);
      held -= oldest.size;
    }
  }

  function represent(entry: Entry, encoding: Encoding): Representation {
    const known = entry.representations.get(encoding);
    if (known !== undefined) {
      hold(entry, 0);
      return known;
    }
    const bytes = compress[encoding](entry.identity);
    const made = { bytes, headers: describeBytes(bytes, encoding) };
    entry.representations.set(encoding, made);
    hold(entry, encoding === "identity" ? 0 : bytes.byteLength);
    return made;
  }

  function build(question: Question, snapshot: BoardSnapshot, now: UnixMs, cutOff: boolean): Entry {
    const identity = Buffer.from(JSON.stringify(question.ask(snapshot, now, { cutOff, whaleConfidenceMin })));
    const entry = { key: question.key, identity, representations: new Map(), size: 0 };
    hold(entry, identity.byteLength);
    return entry;
  }

  return {
    size: () => held,
    async answer(list, searchParams, encoding, ifNoneMatch) {
      const question = understand(list, searchParams);
      if ("status" in question) return question;
      const snapshot = await source.read();
      if (snapshot === null) return answerNoBoard();
      const cutOff = source.isCutOff();
      const now = marketNow(snapshot.board.clock, wallNow());
      enterVersion(`${snapshot.board.sequence}|${cutOff || isStale(snapshot.board, now)}`);
      const entry = entries.get(question.key) ?? build(question, snapshot, now, cutOff);
      const { headers, bytes } = represent(entry, encoding);
      if (!matchesEtag(ifNoneMatch, headers.etag ?? "")) return { status: 200, headers, body: bytes };
      const { "content-type": _type, "content-length": _length, "content-encoding": _encoding, ...kept } = headers;
      return { status: 304, headers: kept, body: null };
    },
  };
}

/** A query that was understood; equal queries have equal keys however they were written. */
interface Question {
  key: string;
  ask(snapshot: BoardSnapshot, now: UnixMs, options: ListOptions): unknown;
}

function readQuestion(list: HotList, searchParams: URLSearchParams, perPage: number | undefined): Question | Answer {
  if (list === "coins") {
    const parsed = parseQuery(coinsQuerySchema, searchParams);
    if (!parsed.ok) return answerInvalid(parsed.errors);
    const { query } = parsed;
    return {
      key: `coins ${JSON.stringify(query)}`,
      ask: (snapshot, now, options) => listCoins(snapshot, query, now, options),
    };
  }
  const parsed = parseQuery(momentumQuerySchema, searchParams);
  if (!parsed.ok) return answerInvalid(parsed.errors);
  const query = searchParams.has("per_page")
    ? parsed.query
    : { ...parsed.query, per_page: perPage ?? parsed.query.per_page };
  return {
    key: `momentum ${JSON.stringify(query)}`,
    ask: (snapshot, now, options) => listMomentum(snapshot, query, now, options),
  };
}

function describeBytes(bytes: Buffer, encoding: Encoding): Record<string, string> {
  const headers: Record<string, string> = {
    "content-type": "application/json; charset=utf-8",
    "content-length": `${bytes.byteLength}`,
    etag: etagOf(bytes, encoding === "identity" ? "" : encoding),
    vary: "Accept-Encoding",
    ...revalidate,
  };
  if (encoding !== "identity") headers["content-encoding"] = encoding;
  return headers;
}

/** The best encoding we have that the client takes; `q=0` refuses one. */
export function chooseEncoding(acceptEncoding: string | undefined): Encoding {
  if (acceptEncoding === undefined) return "identity";
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
