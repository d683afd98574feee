import { z } from "zod";
import type { ListServices } from "@/app/api/open-hot-lists";
import { keepReading } from "@/lib/cache/keep-reading";
import { readMarketClock } from "@/lib/cache/market-clock";
import { describeScorecardAge, type ScorecardParts, toScorecardAnswer } from "@/lib/contracts/http/scorecard-wire";
import type { HotList } from "@/lib/http/hot-lists";
import { marketNow } from "@/lib/market/clock";
import { SECOND_MS } from "@/lib/market/units";
import { readScorecards } from "./read-scorecards";

/** Measured hourly at the most. */
const READ_EVERY_MS = 2 * SECOND_MS;

export const scorecardQuerySchema = z.object({});

/** Rests on no board: what was measured stands while there is none. */
export function scorecardList(services: ListServices): HotList<typeof scorecardQuerySchema> {
  const { boards, redis, log, wallNow } = services;
  const read = keepReading(async () => {
    const stored = await readMarketClock(redis, log).catch(() => null);
    const clock = stored ?? (await boards.read())?.board.clock ?? null;
    const parts = await readScorecards(services, { clock, cutOff: false, wallNow: wallNow() });
    return { clock, parts, version: versionOf(parts) };
  }, READ_EVERY_MS);
  return {
    query: scorecardQuerySchema,
    async read() {
      // Also what learns that the cache cannot be reached.
      await boards.read();
      const { clock, parts, version } = await read();
      const now = clock === null ? wallNow() : marketNow(clock, wallNow());
      const present: ScorecardParts = { ...parts, now, cutOff: boards.isCutOff() };
      const { stale } = describeScorecardAge(present);
      return { board: null, version: `${version}|${stale}`, tell: () => toScorecardAnswer(present) };
    },
  };
}

function versionOf({ clock, own, live, serving }: ScorecardParts): string {
  return JSON.stringify([clock.source, own?.measuredAt, live?.measuredAt, live?.modelHash, live?.standing, serving]);
}
