import type { Database } from "@/lib/connections";
import { DAY_MS, HOUR_MS, type UnixMs, type Usd } from "@/lib/market/units";
import { HORIZON_HOURS, tripleBarrier } from "@/lib/pretrend/triple-barrier";
import { listUnresolved, listUnresolvedTimes, resolvePredictions } from "@/lib/store/pretrend";
import {
  listStoredMoments,
  nearestMoment,
  PRICE_TOLERANCE_MS,
  readStoredPrices,
  type StoredMoment,
} from "@/lib/store/stored-prices";

const WINDOW_MS = HORIZON_HOURS * HOUR_MS;
/** A worker that was away for a month catches up in one run; one that is cut short goes on in the next. */
const TIMES_A_RUN = 200;

export interface Resolution {
  readonly times: number;
  readonly resolved: number;
  readonly unknowable: number;
}

/**
 * Looks up by stored prices what became of the probabilities whose 24 hours are over. A price that is missing before a barrier
 * was touched makes the outcome unknowable: it is never taken for "nothing happened".
 */
export async function resolveDue(
  database: Database,
  now: UnixMs,
  lookBackMs: number,
  signal: AbortSignal,
): Promise<Resolution> {
  // The last hour's moment may be written this much after the hour.
  const until = now - WINDOW_MS - PRICE_TOLERANCE_MS;
  const times = await listUnresolvedTimes(database, now - lookBackMs, until, TIMES_A_RUN);
  const readPrices = rememberPrices(database);
  let resolved = 0;
  let unknowable = 0;
  for (const at of times) {
    signal.throwIfAborted();
    const moments = await listStoredMoments(database, at, Math.min(now, at + WINDOW_MS + PRICE_TOLERANCE_MS));
    const hours: (ReadonlyMap<number, Usd> | null)[] = [];
    for (let hour = 1; hour <= HORIZON_HOURS; hour++) {
      const moment = nearestMoment(moments, at + hour * HOUR_MS);
      hours.push(moment === null ? null : await readPrices(moment));
    }
    const outcomes = (await listUnresolved(database, at)).map(({ coin, price, sigma24 }) => ({
      coin,
      outcome: outcomeOf(price, sigma24, hours, coin),
    }));
    await resolvePredictions(database, at, outcomes);
    const unknown = outcomes.filter(({ outcome }) => outcome === null).length;
    unknowable += unknown;
    resolved += outcomes.length - unknown;
  }
  return { times: times.length, resolved, unknowable };
}

function outcomeOf(
  price: Usd,
  sigma24: number,
  hours: readonly (ReadonlyMap<number, Usd> | null)[],
  coin: number,
): 0 | 1 | null {
  const later = hours.map((prices) => prices?.get(coin) ?? null);
  const gap = later.indexOf(null);
  const known = later.slice(0, gap < 0 ? later.length : gap).filter((one) => one !== null);
  const { outcome, step } = tripleBarrier([price, ...known], sigma24);
  return step === null && gap >= 0 ? null : outcome;
}

/** Windows four hours apart share twenty of their hours; a day of prices is kept at hand. */
function rememberPrices(database: Database): (moment: StoredMoment) => Promise<ReadonlyMap<number, Usd>> {
  const known = new Map<UnixMs, ReadonlyMap<number, Usd>>();
  return async (moment) => {
    const found = known.get(moment.slot) ?? (await readStoredPrices(database, moment));
    known.set(moment.slot, found);
    for (const slot of known.keys()) if (slot < moment.slot - DAY_MS) known.delete(slot);
    return found;
  };
}
