import type { Redis } from "ioredis";
import type { Logger } from "@/lib/log";
import { type PastRanking, pastRankingSchema } from "@/lib/momentum/past-ranking";
import { type RankWindow, rankWindowSchema } from "@/lib/momentum/rank-move";
import { pastRankingsKey } from "./keys";
import { parseValue } from "./parse-value";
import { reply } from "./reply";

const TTL_SECONDS = 24 * 3_600;
const windows = rankWindowSchema.options;
/** Beside each ranking stands when it was written, so that a reader who has it already does not fetch it again. */
const writtenField = (window: RankWindow): string => `${window}:at`;

/** Keeps the earlier ranking of each window for whoever explains single coins; a window without one is emptied. */
export async function writePastRankings(redis: Redis, rankings: ReadonlyMap<RankWindow, PastRanking>): Promise<void> {
  const fields = [...rankings].flatMap(([window, ranking]) => [
    [window, JSON.stringify(ranking)] as const,
    [writtenField(window), String(ranking.at)] as const,
  ]);
  const write = redis.multi().del(pastRankingsKey);
  if (fields.length > 0) write.hset(pastRankingsKey, Object.fromEntries(fields)).expire(pastRankingsKey, TTL_SECONDS);
  await reply(write.exec());
}

/** The stored rankings by window; those in `known` that are still the stored ones are not read again. */
export async function readPastRankings(
  redis: Redis,
  known: ReadonlyMap<RankWindow, PastRanking>,
  log?: Logger,
): Promise<Map<RankWindow, PastRanking>> {
  const written = await reply(redis.hmget(pastRankingsKey, ...windows.map(writtenField)));
  const rankings = new Map<RankWindow, PastRanking>();
  const changed: RankWindow[] = [];
  windows.forEach((window, i) => {
    const held = known.get(window);
    const at = written[i];
    if (at === null || at === undefined) return;
    if (held !== undefined && String(held.at) === at) rankings.set(window, held);
    else changed.push(window);
  });
  if (changed.length === 0) return rankings;
  const texts = await reply(redis.hmget(pastRankingsKey, ...changed));
  changed.forEach((window, i) => {
    const text = texts[i];
    const ranking = text == null ? null : parseValue(`${pastRankingsKey}#${window}`, text, pastRankingSchema, log);
    if (ranking !== null) rankings.set(window, ranking);
  });
  return rankings;
}
