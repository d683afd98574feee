import type { WebServices } from "@/app/api/web-services";
import recordedScore from "@/docs/score-scorecard.json";
import { readPretrendServing } from "@/lib/cache/pretrend";
import { readScorecard } from "@/lib/cache/scorecard";
import type { ScorecardParts } from "@/lib/contracts/http/scorecard-wire";
import { pretrendReportSchema } from "@/lib/contracts/pretrend-report";
import { recordedScorecardSchema } from "@/lib/contracts/scorecard";
import type { Logger } from "@/lib/log";
import { type MarketClock, marketNow } from "@/lib/market/clock";
import type { UnixMs } from "@/lib/market/units";
import { readLatestScorecard } from "@/lib/store/scorecards";
import pretrendReport from "@/models/pretrend-report.json";

/** Built in with the code that they measured; a file of another shape counts as absent. */
const recorded = recordedScorecardSchema.safeParse(recordedScore);
const report = pretrendReportSchema.safeParse(pretrendReport);

interface Market {
  readonly cutOff: boolean;
  readonly clock: MarketClock | null;
  readonly wallNow: UnixMs;
}

/** What was measured of our own claims. Recorded measurements stand even when no store can be reached. */
export async function readScorecards(
  { redis, database, env, log }: Pick<WebServices, "redis" | "database" | "env" | "log">,
  { clock, cutOff, wallNow }: Market,
): Promise<ScorecardParts> {
  const now = clock === null ? wallNow : marketNow(clock, wallNow);
  const [own, live, serving] = await Promise.all([
    tolerate(log, readScorecard(redis, "score", log)),
    tolerate(log, readScorecard(redis, "pretrend", log)),
    tolerate(log, readPretrendServing(redis, log)),
  ]);
  return {
    now,
    clock: clock ?? { source: env.MARKET_SOURCE, speed: 1 },
    cutOff,
    recorded: recorded.data ?? null,
    own: own ?? (await tolerate(log, readLatestScorecard(database, "score", now))),
    serving,
    report: report.data ?? null,
    live: live ?? (await tolerate(log, readLatestScorecard(database, "pretrend", now))),
  };
}

async function tolerate<T>(log: Logger, reading: Promise<T | null>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    log.warn({ err: error }, "A scorecard could not be read");
    return null;
  }
}
