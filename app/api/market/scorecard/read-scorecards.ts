import type { WebServices } from "@/app/api/web-services";
import type { MarketReading } from "@/app/read-market";
import recordedScore from "@/docs/score-scorecard.json";
import { readPretrendServing } from "@/lib/cache/pretrend";
import { readScorecard } from "@/lib/cache/scorecard";
import type { ScorecardAnswer } from "@/lib/contracts/http/scorecard";
import { toScorecardAnswer } from "@/lib/contracts/http/scorecard-wire";
import { pretrendReportSchema } from "@/lib/contracts/pretrend-report";
import { recordedScorecardSchema } from "@/lib/contracts/scorecard";
import type { Logger } from "@/lib/log";
import { marketNow } from "@/lib/market/clock";
import { readLatestScorecard } from "@/lib/store/scorecards";
import pretrendReport from "@/models/pretrend-report.json";

/** Built in with the code that they measured; a file of another shape counts as absent. */
const recorded = recordedScorecardSchema.safeParse(recordedScore);
const report = pretrendReportSchema.safeParse(pretrendReport);

/** What was measured of our own claims. Recorded measurements stand even when no store can be reached. */
export async function readScorecards(services: WebServices, market: MarketReading): Promise<ScorecardAnswer> {
  const { redis, database, env, log } = services;
  const { clock, cutOff, wallNow } = market;
  const now = clock === null ? wallNow : marketNow(clock, wallNow);
  const [own, live, serving] = await Promise.all([
    tolerate(log, readScorecard(redis, "score", log)),
    tolerate(log, readScorecard(redis, "pretrend", log)),
    tolerate(log, readPretrendServing(redis, log)),
  ]);
  return toScorecardAnswer({
    now,
    clock: clock ?? { source: env.MARKET_SOURCE, speed: 1 },
    cutOff,
    recorded: recorded.data ?? null,
    own: own ?? (await tolerate(log, readLatestScorecard(database, "score", now))),
    serving,
    report: report.data ?? null,
    live: live ?? (await tolerate(log, readLatestScorecard(database, "pretrend", now))),
  });
}

async function tolerate<T>(log: Logger, reading: Promise<T | null>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    log.warn({ err: error }, "A scorecard could not be read");
    return null;
  }
}
