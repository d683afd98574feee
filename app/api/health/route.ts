import { z } from "zod";
import { createRoute } from "@/app/api/create-route";
import { isoTime, isStale } from "@/lib/contracts/http/freshness";
import type { Health } from "@/lib/contracts/http/health";
import { jsonAnswer, neverCache } from "@/lib/http/answer";
import { marketNow } from "@/lib/market/clock";

/** Whether this process can serve: always 200 while it runs, because a restart would not bring data sooner. */
export const GET = createRoute({
  // Whoever watches over processes has no key.
  access: "public",
  query: z.object({}),
  async handle(_query, { services: { boards, env, wallNow } }) {
    const snapshot = await boards.read();
    const now = wallNow();
    const timestamp = isoTime(now);
    if (snapshot === null) {
      const source = env.MARKET_SOURCE;
      const nothing = { sequence: null, as_of: null, stale: null, coins: null, complete: false };
      const waiting: Health = { status: "starting", timestamp, ...nothing, source };
      return jsonAnswer(waiting, neverCache);
    }
    const { board } = snapshot;
    const stale = boards.isCutOff() || isStale(board, marketNow(board.clock, now));
    const health: Health = {
      status: stale ? "degraded" : "ok",
      timestamp,
      sequence: board.sequence,
      as_of: isoTime(board.asOf),
      stale,
      coins: board.coins.length,
      complete: board.full !== null,
      source: board.clock.source,
    };
    return jsonAnswer(health, neverCache);
  },
});
