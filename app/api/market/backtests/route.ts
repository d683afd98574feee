import { createRoute } from "@/app/api/create-route";
import type { WebServices } from "@/app/api/web-services";
import { backtestsQuerySchema } from "@/lib/contracts/http/backtests";
import { findCoin } from "@/lib/contracts/http/coin-detail";
import { isoTime } from "@/lib/contracts/http/freshness";
import { jsonAnswer } from "@/lib/http/answer";
import { listBacktests, type StoredBacktest } from "@/lib/store/backtests";
import { wireRow } from "../backtest/wire-backtest";

export const GET = createRoute({
  query: backtestsQuerySchema,
  async handle({ page, per_page: limit, status, coin }, { services }) {
    const coinIds = coin === undefined ? undefined : await coinsOf(services, coin);
    const wish = { limit, offset: (page - 1) * limit, status, coinIds };
    const { total, backtests } = await listBacktests(services.database, wish);
    return jsonAnswer({ total, backtests: backtests.map(wireRow), timestamp: isoTime(lastChange(backtests)) });
  },
});

/** Every coin that bears the symbol, because a list need not know which was meant; a text that means none finds nothing. */
async function coinsOf({ boards }: Pick<WebServices, "boards">, coin: string): Promise<readonly string[]> {
  const snapshot = await boards.read();
  const match = snapshot === null ? null : findCoin(snapshot.board, coin);
  if (match?.kind === "ambiguous") return match.candidates.map(({ id }) => id);
  return [match?.kind === "found" ? match.id : coin];
}

/** The same list has the same bytes however often it is polled. */
function lastChange(backtests: readonly StoredBacktest[]): number {
  if (backtests.length === 0) return Date.now();
  return Math.max(...backtests.map(({ createdAt, startedAt, finishedAt }) => finishedAt ?? startedAt ?? createdAt));
}
