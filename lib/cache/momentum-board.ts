import type { Redis } from "ioredis";
import { decodeCloses, encodeCloses } from "@/lib/contracts/closes";
import { encodeListJson } from "@/lib/contracts/list-json";
import { type BoardSnapshot, type MomentumBoard, momentumBoardSchema } from "@/lib/contracts/snapshots";
import { type StreamState, streamStateSchema } from "@/lib/contracts/stream";
import { invariant } from "@/lib/invariant";
import type { Logger } from "@/lib/log";
import { boardKeys } from "./keys";
import { complain, parseValue } from "./parse-value";
import { reply } from "./reply";

export type { BoardSnapshot } from "@/lib/contracts/snapshots";

const TTL_SECONDS = 7 * 24 * 3_600;

/**
 * Writes everything or nothing. The sorted set is the only part whose arguments Redis could refuse, so it is built aside
 * first; what follows cannot fail. Its scores and members come as one JSON list, because the client spends as long on every
 * argument as on a whole one, and are added in chunks, because a Lua call takes some 8,000 arguments at most.
 */
const WRITE_BOARD = `
local current = tonumber(redis.call('GET', KEYS[1]) or '0')
if current ~= tonumber(ARGV[1]) then return 0 end
redis.call('DEL', KEYS[6])
local latest = cjson.decode(ARGV[7])
for first = 1, #latest, 4000 do
  redis.call('ZADD', KEYS[6], unpack(latest, first, math.min(first + 3999, #latest)))
end
if #latest > 0 then redis.call('RENAME', KEYS[6], KEYS[5]) else redis.call('DEL', KEYS[5]) end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
redis.call('SET', KEYS[2], ARGV[4], 'EX', ARGV[3])
redis.call('SET', KEYS[3], ARGV[5], 'EX', ARGV[3])
redis.call('SET', KEYS[4], ARGV[6], 'EX', ARGV[3])
redis.call('EXPIRE', KEYS[5], ARGV[3])
return 1
`;
const WRITE_KEYS = [
  boardKeys.sequence,
  boardKeys.board,
  boardKeys.closes,
  boardKeys.stream,
  boardKeys.latest,
  boardKeys.latestNext,
];

/** The sequence of the stored board, even when the board itself cannot be read; null when there is none. */
export async function readBoardSequence(redis: Redis): Promise<number | null> {
  const text = await reply(redis.get(boardKeys.sequence));
  const sequence = Number(text);
  return text !== null && Number.isSafeInteger(sequence) ? sequence : null;
}

/** The whole board with its closes, both of one version; null when there is none that can be used. */
export async function readBoard(redis: Redis, log?: Logger): Promise<BoardSnapshot | null> {
  const [boardBytes, closesBytes] = await reply(redis.mgetBuffer([boardKeys.board, boardKeys.closes]));
  if (!(boardBytes && closesBytes)) return null;
  const board = parseValue(boardKeys.board, boardBytes.toString("utf8"), momentumBoardSchema, log);
  if (board === null) return null;
  const closes = decodeCloses(closesBytes);
  if (closes?.length !== board.coins.length) {
    complain(boardKeys.closes, `${closes?.length ?? "unreadable"} closes for ${board.coins.length} coins`, log);
    return null;
  }
  return { board, closes };
}

/** What was broadcast up to the stored board; null when there is none that can be used. */
export async function readStreamState(redis: Redis, log?: Logger): Promise<StreamState | null> {
  const text = await reply(redis.get(boardKeys.stream));
  return text === null ? null : parseValue(boardKeys.stream, text, streamStateSchema, log);
}

/**
 * Replaces board, closes, stream state and `ghostquant:momentum:latest` in one step, provided that the stored sequence
 * still is `expectedSequence` (0: none is stored). False when another writer was first; nothing has changed then.
 * The sequence is the next one, or jumps above what Postgres has kept: receivers see a gap then and ask for a snapshot.
 */
export async function writeBoard(
  redis: Redis,
  snapshot: BoardSnapshot,
  state: StreamState,
  expectedSequence: number,
): Promise<boolean> {
  const { board, closes } = snapshot;
  invariant(closes.length === board.coins.length, "every coin of a board has its closes");
  invariant(state.sequence === board.sequence, "board and stream state are of one sequence");
  invariant(board.sequence > expectedSequence, "a board follows its predecessor");
  const bytes = encodeCloses(closes);
  const written = await reply(
    redis.call("EVAL", [
      WRITE_BOARD,
      WRITE_KEYS.length,
      ...WRITE_KEYS,
      expectedSequence,
      board.sequence,
      TTL_SECONDS,
      encodeListJson(board, "coins"),
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      encodeListJson(state, "rows"),
      JSON.stringify(scoresAndIds(board)),
    ]),
  );
  return written === 1;
}

/** Score, id, score, id … as texts: Lua would write a number with 14 digits only. */
function scoresAndIds(board: MomentumBoard): string[] {
  return board.coins.flatMap((coin) => {
    invariant(Number.isFinite(coin.score), `the score of ${coin.asset.id} is a number`);
    return [String(coin.score), coin.asset.id];
  });
}

/** Takes the board away and keeps its sequence, so that the next one is still a later one. */
export async function forgetBoard(redis: Redis): Promise<void> {
  await reply(redis.del(boardKeys.board, boardKeys.closes, boardKeys.stream, boardKeys.latest));
}
