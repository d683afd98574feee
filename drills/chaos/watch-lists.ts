import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { TruePrices } from "@/drills/instance/true-prices";
import { deadline } from "@/lib/deadline";
import type { Ledger } from "./ledger";

const listSchema = z.object({
  sequence: z.number().int(),
  timestamp: z.iso.datetime(),
  as_of: z.iso.datetime(),
  stale: z.boolean(),
  results: z.array(z.object({ id: z.string(), current_price: z.number().nullable(), momentum_score: z.number() })),
});
export type SeenList = z.infer<typeof listSchema>;

export interface ListWatch {
  readonly asked: () => number;
  /** The last answer of this web process, null when the last question failed. */
  last(): SeenList | null;
  stop(): Promise<void>;
}

export interface ListWatchOptions {
  readonly name: string;
  readonly port: number;
  readonly prices: TruePrices;
  readonly ledger: Ledger;
  /** Older than this is stale by the product's own promise: twice the fast interval. */
  readonly freshMs: number;
  /** The oldest that a price on a fresh board may be: twice the full interval. */
  readonly priceMs: number;
}

const EVERY_MS = 400;
const PATIENCE_MS = 6_000;
/** Between two looks at the clock, on a machine that is busy. */
const TOLERANCE_MS = 500;

/** Reads the list of one web process as a reader does, and holds what it calls fresh against the clock and the market. */
export function watchLists(options: ListWatchOptions): ListWatch {
  const ended = new AbortController();
  let last: SeenList | null = null;
  let highest = 0;
  let asked = 0;
  const url = `http://127.0.0.1:${options.port}/api/market/momentum?per_page=100`;

  async function look(): Promise<void> {
    const askedAt = Date.now();
    const signal = deadline(PATIENCE_MS, ended.signal);
    const response = await fetch(url, { signal }).catch(() => null);
    if (response === null) last = null;
    const body: unknown = await response?.json().catch(() => null);
    last = null;
    if (response === null || body === null || body === undefined || !response.ok) return;
    const answeredAt = Date.now();
    asked += 1;
    const list = listSchema.parse(body);
    last = list;
    if (list.sequence < highest) {
      options.ledger.complain("refreshes", `${options.name} went back from sequence ${highest} to ${list.sequence}`);
    }
    highest = Math.max(highest, list.sequence);
    if (!list.stale) judgeFresh(options, list, askedAt, answeredAt);
  }

  const watching = (async () => {
    while (!ended.signal.aborted) {
      await look().catch((error: unknown) => options.ledger.complain("numbers", `${options.name}: ${String(error)}`));
      await sleep(EVERY_MS);
    }
  })();
  return {
    asked: () => asked,
    last: () => last,
    async stop() {
      ended.abort();
      await watching;
    },
  };
}

function judgeFresh(options: ListWatchOptions, list: SeenList, askedAt: number, answeredAt: number): void {
  const { name, ledger, freshMs, priceMs, prices } = options;
  const age = askedAt - Date.parse(list.timestamp);
  if (age > freshMs + TOLERANCE_MS) {
    ledger.complain("numbers", `${name} calls a board of ${Math.round(age / 1_000)} s ago fresh`);
  }
  if (age < -TOLERANCE_MS - (answeredAt - askedAt)) {
    ledger.complain("numbers", `${name} shows a board of ${Math.round(-age / 1_000)} s in the future`);
  }
  for (const { id, current_price: price } of list.results) {
    if (price === null) continue;
    if (!prices.between(id, askedAt - priceMs, answeredAt).has(price)) {
      ledger.complain(
        "numbers",
        `${name} shows ${price} for ${id} as fresh, which it did not cost within ${priceMs / 1_000} s`,
      );
      return;
    }
  }
}
