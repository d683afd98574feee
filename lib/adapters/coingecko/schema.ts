import { z } from "zod";

// CoinGecko documents every number and both dates as nullable, leaves fields out that were not asked for, and now and then
// sends another type; a field that cannot be read is missing, it does not cost the row.
const number = z.number().nullish().catch(null);
const text = z.string().nullish().catch(null);
/** Read element by element in parse.ts: validating 168 closes of 17,000 coins here would cost more than all the rest. */
const list = z.custom<readonly unknown[]>(Array.isArray);

/** One row of `/coins/markets`. */
export const marketRowSchema = z.object({
  id: text,
  symbol: text,
  name: text,
  image: text,
  current_price: number,
  market_cap: number,
  market_cap_rank: number,
  total_volume: number,
  high_24h: number,
  low_24h: number,
  price_change_percentage_24h: number,
  price_change_percentage_1h_in_currency: number,
  price_change_percentage_24h_in_currency: number,
  price_change_percentage_7d_in_currency: number,
  last_updated: text,
  sparkline_in_7d: z.object({ price: list }).nullish().catch(null),
});
export type MarketRow = z.infer<typeof marketRowSchema>;

/** `/coins/{id}/market_chart`: the three arrays may differ in length and hold nulls. */
export const marketChartSchema = z.object({ prices: list, total_volumes: list });

/** One entry of `/coins/list`. */
export const coinListEntrySchema = z.object({ id: z.string().min(1), symbol: text, name: text });

/** The part of `/coins/{id}` that is shown. */
export const coinSchema = z.object({
  id: z.string().min(1),
  symbol: text,
  name: text,
  description: z.object({ en: text }).nullish().catch(null),
  categories: list.nullish().catch(null),
  links: z
    .object({ homepage: list.nullish().catch(null) })
    .nullish()
    .catch(null),
});

export const pingSchema = z.object({ gecko_says: z.string() });

/** `/key` of the pro host; the `api_key_*` limits are those of this key inside the account's. */
export const planSchema = z.object({
  rate_limit_request_per_minute: z.number().positive(),
  monthly_call_credit: z.number().positive(),
  current_total_monthly_calls: z.number().nonnegative(),
  api_key_rate_limit_request_per_minute: number,
  api_key_monthly_call_credit: number,
  api_key_current_total_monthly_calls: number,
});
