import { z } from "zod";
import type { MarketMoment } from "./market";

export const ORDERS = ["market_cap_desc", "market_cap_asc", "volume_desc", "volume_asc", "id_asc", "id_desc"] as const;
export type MarketsOrder = (typeof ORDERS)[number];

export const PERIODS = ["1h", "24h", "7d", "14d", "30d", "200d", "1y"] as const;
export type Period = (typeof PERIODS)[number];

const MOST_ROWS = 250;

const commaList = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text === "" ? null : text.split(",").map((part) => part.trim())));

/** The provider is lenient: an unknown order or period is ignored, a page too large is cut. */
export const marketsQuerySchema = z.object({
  vs_currency: z.literal("usd"),
  order: z.enum(ORDERS).catch("market_cap_desc"),
  per_page: z.coerce
    .number()
    .int()
    .min(1)
    .catch(100)
    .transform((count) => Math.min(count, MOST_ROWS)),
  page: z.coerce.number().int().min(1).catch(1),
  ids: commaList,
  symbols: commaList,
  category: z.string().optional(),
  /** Lower case only: "True" is ignored there too. */
  sparkline: z
    .string()
    .optional()
    .transform((text) => text === "true"),
  price_change_percentage: commaList.transform((names) => PERIODS.filter((period) => names?.includes(period))),
});
export type MarketsQuery = z.infer<typeof marketsQuerySchema>;

function compareIds(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function orderedPlaces(moment: MarketMoment, order: MarketsOrder): Int32Array {
  const places = Int32Array.from(moment.byMarketCap);
  switch (order) {
    case "market_cap_desc":
      return places;
    case "market_cap_asc":
      return places.reverse();
    case "volume_desc":
      return places.sort((a, b) => (moment.volumeUsd[b] ?? 0) - (moment.volumeUsd[a] ?? 0) || a - b);
    case "volume_asc":
      return places.sort((a, b) => (moment.volumeUsd[a] ?? 0) - (moment.volumeUsd[b] ?? 0) || a - b);
    case "id_asc":
      return places.sort((a, b) => compareIds(moment.id(a), moment.id(b)));
    case "id_desc":
      return places.sort((a, b) => compareIds(moment.id(b), moment.id(a)));
  }
}

/** Precedence is the provider's: category, then ids, then symbols. */
function filterOf(moment: MarketMoment, query: MarketsQuery): ((place: number) => boolean) | null {
  const { category } = query;
  if (category !== undefined && category !== "") return (place) => moment.categories(place).includes(category);
  if (query.ids !== null) {
    const wanted = new Set(query.ids);
    return (place) => wanted.has(moment.id(place));
  }
  if (query.symbols !== null) {
    const wanted = new Set(query.symbols.map((symbol) => symbol.toLowerCase()));
    return (place) => wanted.has(moment.symbol(place));
  }
  return null;
}

/** Places of the rows on the page asked for. */
export function selectPlaces(moment: MarketMoment, query: MarketsQuery): number[] {
  const filter = filterOf(moment, query);
  const ordered = orderedPlaces(moment, query.order);
  const chosen = filter === null ? ordered : ordered.filter(filter);
  // Ranks move between two pages of one sweep: now and then a page starts with the last row of the one before.
  const drift = filter === null && query.page > 1 && moment.pageDrifts(query.page) ? 1 : 0;
  const first = (query.page - 1) * query.per_page - drift;
  return [...chosen.subarray(first, first + query.per_page)];
}

/** The JSON body of a `/coins/markets` page. */
export function encodeMarketsPage(moment: MarketMoment, query: MarketsQuery): string {
  const rows = selectPlaces(moment, query).map((place) => {
    const row = JSON.stringify(moment.row(place)).slice(0, -1);
    const sparkline = query.sparkline ? `,"sparkline_in_7d":{"price":${moment.sparklineJson(place)}}` : "";
    return `${row}${sparkline}${periodsJson(moment, place, query.price_change_percentage)}}`;
  });
  return `[${rows.join(",")}]`;
}

function periodsJson(moment: MarketMoment, place: number, periods: readonly Period[]): string {
  if (periods.length === 0) return "";
  const changes: Partial<Record<Period, number | null>> = moment.changes(place);
  return periods
    .map((period) => `,"price_change_percentage_${period}_in_currency":${changes[period] ?? null}`)
    .join("");
}
