import type { z } from "zod";
import type { Answer } from "./answer";
import type { Encoding } from "./choose-encoding";
import { createHotBytes } from "./hot-bytes";
import type { HotListName } from "./hot-paths";
import { parseQuery } from "./parse-query";
import { answerInvalid } from "./problem";

/** What a list has to say now, before it is said. */
export interface HotReading {
  /** Of the board that it rests on: another one makes every older answer worthless. Null: it rests on none. */
  readonly board: string | null;
  /** Whatever else decides what is told; equal readings tell the same. */
  readonly version: string;
  tell(): unknown;
}

/** One list: how its query is read and where its answers come from. */
export interface HotList<S extends z.ZodType = z.ZodType> {
  readonly query: S;
  /** A reading, or the answer of who cannot give one. */
  read(query: z.infer<S>): Promise<HotReading | Answer>;
}

export interface HotLists {
  /** `queryText` is what stands behind the question mark. */
  answer(list: HotListName, queryText: string, encoding: Encoding, ifNoneMatch?: string): Promise<Answer>;
  /** Bytes held now. */
  size(): number;
}

/** A query that was understood; equal queries have equal keys however they were written. */
interface Question {
  readonly key: string;
  read(): Promise<HotReading | Answer>;
}

const BYTES_MAX = 64 * 1024 * 1024;
/** Characters of query texts whose questions are remembered. */
const QUESTION_TEXT_MAX = 4 * 1024 * 1024;

/**
 * The hot lists as bytes, built once per data version and query, compressed once per encoding. A new board (or the moment at which
 * it turns stale) empties the whole cache, so nothing old can be served.
 */
export function createHotLists(lists: Record<HotListName, HotList>, bytesMax = BYTES_MAX): HotLists {
  const bytes = createHotBytes(bytesMax);
  /** What was read out of each query text, so that a repeated one is not parsed again. */
  const questions = new Map<string, Question>();
  let questionText = 0;
  let board = "";

  function understand(list: HotListName, queryText: string): Question | Answer {
    const text = `${list}?${queryText}`;
    const known = questions.get(text);
    if (known !== undefined) return known;
    const { query, read } = lists[list];
    const parsed = parseQuery(query, new URLSearchParams(queryText));
    if (!parsed.ok) return answerInvalid(parsed.errors);
    const question = { key: `${list} ${JSON.stringify(parsed.query)}`, read: () => read(parsed.query) };
    if (questionText > QUESTION_TEXT_MAX) {
      questions.clear();
      questionText = 0;
    }
    questions.set(text, question);
    questionText += text.length + question.key.length;
    return question;
  }

  function enterBoard(next: string | null): void {
    if (next === null || next === board) return;
    board = next;
    bytes.clear();
  }

  return {
    size: bytes.size,
    async answer(list, queryText, encoding, ifNoneMatch) {
      const question = understand(list, queryText);
      if ("status" in question) return question;
      const reading = await question.read();
      if ("status" in reading) return reading;
      enterBoard(reading.board);
      const version = `${reading.board}|${reading.version}`;
      const { key } = question;
      const entry = bytes.find(key, version) ?? bytes.add(key, version, JSON.stringify(reading.tell()));
      return bytes.answer(entry, encoding, ifNoneMatch);
    },
  };
}
