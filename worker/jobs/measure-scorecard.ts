import { readBoard } from "@/lib/cache/momentum-board";
import { writeScorecard } from "@/lib/cache/scorecard";
import type { JobPayload } from "@/lib/contracts/jobs";
import type { OwnScorecard } from "@/lib/contracts/scorecard";
import type { Usd } from "@/lib/market/units";
import { isLargeLiquid } from "@/lib/momentum/scorecard";
import { upsertCoins } from "@/lib/store/coins";
import { saveScorecard } from "@/lib/store/scorecards";
import type { JobContext } from "@/worker/runtime/services";
import { type IsLarge, measureStoredScores, NEEDED_DAYS } from "@/worker/scorecards/measure-stored-scores";

/** Measures what past scores were followed by, from this installation's own history. */
export async function measureScorecard(_: JobPayload<"scorecard.measure">, context: JobContext) {
  const { db, redis, signal } = context;
  const now = context.now();
  const isLarge = await sizeToday(context);
  const { historyDays, report } = await measureStoredScores(db.database, now, isLarge, signal);
  const scorecard: OwnScorecard = { measuredAt: now, historyDays, neededDays: NEEDED_DAYS, report };
  if (report !== null) await saveScorecard(db.database, "score", scorecard);
  await writeScorecard(redis, "score", scorecard);
  return { historyDays, measures: report?.measures.length ?? 0 };
}

/**
 * History keeps neither supply nor old volumes, so a coin's size in the past is today's supply at the price of then, and its
 * liquidity is today's volume.
 */
async function sizeToday({ memory, redis, db, log }: JobContext): Promise<IsLarge> {
  const board = memory.visible?.snapshot.board ?? (await readBoard(redis, log))?.board ?? null;
  const assets = (board?.coins ?? []).map(({ asset }) => asset);
  const keys = await upsertCoins(db.database, assets);
  const sizes = new Map<number, { supply: number; volumeUsd24h: Usd | null }>();
  for (const { id, priceUsd, marketCapUsd, volumeUsd24h } of assets) {
    const key = keys.get(id);
    if (key === undefined || priceUsd === null || marketCapUsd === null) continue;
    sizes.set(key, { supply: marketCapUsd / priceUsd, volumeUsd24h });
  }
  return (coin, price) => {
    const size = sizes.get(coin);
    return size !== undefined && isLargeLiquid({ marketCapUsd: size.supply * price, volumeUsd24h: size.volumeUsd24h });
  };
}
