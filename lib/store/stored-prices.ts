import { type SQL, sql } from "drizzle-orm";
import { momentumHourly, momentumSlots, momentumSnapshots } from "@/drizzle/schema/momentum-history";
import type { Database } from "@/lib/connections";
import { MINUTE_MS, type UnixMs, type Usd } from "@/lib/market/units";
import { SCORE_VERSION } from "@/lib/momentum/config";
import { momentumSlotAt } from "./momentum-history";
import { instant, queryRows, unixMs } from "./query";

/** A stored moment stands for a wished one at most this far away, on either side. */
export const PRICE_TOLERANCE_MS = 30 * MINUTE_MS;

export interface StoredMoment {
  readonly slot: UnixMs;
  readonly writtenAt: UnixMs;
  readonly fine: boolean;
  /** Scored by the formula of today. */
  readonly comparable: boolean;
}

/**
 * Every moment written from `from` to `to` whose rows are still kept at least hourly, oldest first. A price is a price under
 * whichever formula it was stored; only scores of the present one are of one kind.
 */
export async function listStoredMoments(database: Database, from: UnixMs, to: UnixMs): Promise<StoredMoment[]> {
  return queryRows<StoredMoment>(
    database,
    sql`
    select ${unixMs(sql`slot`)} as slot, ${unixMs(sql`written_at`)} as "writtenAt", fine,
      score_version = ${SCORE_VERSION} as comparable from ${momentumSlots}
    where slot between ${instant(momentumSlotAt(from))} and ${instant(to)}
      and written_at between ${instant(from)} and ${instant(to)}
      and (fine or hourly)
    order by written_at`,
  );
}

/** Of moments in ascending order the one nearest to `target`; null when none is within the tolerance. */
export function nearestMoment(moments: readonly StoredMoment[], target: UnixMs): StoredMoment | null {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((moments[middle]?.writtenAt ?? 0) < target) low = middle + 1;
    else high = middle;
  }
  let best: StoredMoment | null = null;
  for (const candidate of [moments[low - 1], moments[low]]) {
    if (candidate === undefined) continue;
    const away = Math.abs(candidate.writtenAt - target);
    if (away <= PRICE_TOLERANCE_MS && (best === null || away < Math.abs(best.writtenAt - target))) best = candidate;
  }
  return best;
}

const tableOf = ({ fine }: StoredMoment): SQL => (fine ? sql`${momentumSnapshots}` : sql`${momentumHourly}`);

/** The prices of a stored moment by the coins' integer keys; coins without one are absent. */
export async function readStoredPrices(database: Database, moment: StoredMoment): Promise<Map<number, Usd>> {
  const rows = await queryRows<{ coin: number; price: number }>(
    database,
    sql`select coin, price from ${tableOf(moment)} where slot = ${instant(moment.slot)} and price > 0`,
  );
  return new Map(rows.map(({ coin, price }) => [coin, price]));
}

export interface StoredScore {
  readonly coin: number;
  readonly score: number;
  readonly price: Usd;
}

/** The scores of the coins that were ranked at a stored moment. */
export async function readStoredScores(database: Database, moment: StoredMoment): Promise<StoredScore[]> {
  return queryRows<StoredScore>(
    database,
    sql`
    select coin, score, price from ${tableOf(moment)}
    where slot = ${instant(moment.slot)} and price > 0 and rank is not null`,
  );
}
