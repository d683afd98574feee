import type { Redis } from "ioredis";
import { type ScorecardBySubject, type ScorecardSubject, scorecardSchemas } from "@/lib/contracts/scorecard";
import type { Logger } from "@/lib/log";
import { scorecardKey } from "./keys";
import { parseValue } from "./parse-value";
import { reply } from "./reply";

/** Measured daily or oftener; one that nobody renews is forgotten. Postgres keeps them longer. */
const TTL_SECONDS = 8 * 24 * 3_600;

export async function writeScorecard<S extends ScorecardSubject>(
  redis: Redis,
  subject: S,
  scorecard: ScorecardBySubject[S],
): Promise<void> {
  await reply(redis.set(scorecardKey(subject), JSON.stringify(scorecard), "EX", TTL_SECONDS));
}

export async function readScorecard<S extends ScorecardSubject>(
  redis: Redis,
  subject: S,
  log?: Logger,
): Promise<ScorecardBySubject[S] | null> {
  const key = scorecardKey(subject);
  const text = await reply(redis.get(key));
  return text === null ? null : parseValue(key, text, scorecardSchemas[subject], log);
}
