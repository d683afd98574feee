import type { Category, Market, MarketMoment } from "./market";

/** `/coins/list`: every coin, in order of id. */
export function encodeCoinList(moment: MarketMoment): string {
  const coins = Array.from({ length: moment.size }, (_, place) => ({
    id: moment.id(place),
    symbol: moment.symbol(place),
    name: moment.name(place),
  }));
  coins.sort((a, b) => (a.id < b.id ? -1 : 1));
  return JSON.stringify(coins);
}

export function encodeCategoryList(categories: readonly Category[]): string {
  return JSON.stringify(categories.map(({ id, name }) => ({ category_id: id, name })));
}

/** `/coins/categories`: sums over the members, largest first. */
export function encodeCategories(market: Market, moment: MarketMoment): string {
  const members = new Map<string, number[]>(market.categories.map(({ id }) => [id, []]));
  for (const place of moment.byMarketCap) for (const id of moment.categories(place)) members.get(id)?.push(place);
  const rows = market.categories.map(({ id, name }) => {
    const places = members.get(id) ?? [];
    const top = places.slice(0, 3);
    let cap = 0;
    let capChange = 0;
    let volume = 0;
    for (const place of places) {
      const row = moment.row(place);
      cap += row.market_cap ?? 0;
      capChange += row.market_cap_change_24h ?? 0;
      volume += row.total_volume ?? 0;
    }
    return {
      id,
      name,
      market_cap: cap,
      market_cap_change_24h: cap > capChange ? (capChange / (cap - capChange)) * 100 : null,
      content: null,
      top_3_coins_id: top.map((place) => moment.id(place)),
      top_3_coins: [],
      volume_24h: volume,
      updated_at: null,
    };
  });
  rows.sort((a, b) => b.market_cap - a.market_cap);
  return JSON.stringify(rows);
}

/** `/coins/{id}` with the fields that a momentum screen can use. */
export function encodeCoin(market: Market, moment: MarketMoment, place: number): string {
  const row = moment.row(place);
  const changes = moment.changes(place);
  const ids = new Set(moment.categories(place));
  const usd = (value: number | null) => (value === null ? {} : { usd: value });
  const coin = {
    id: row.id,
    symbol: row.symbol,
    name: row.name,
    web_slug: row.id,
    categories: market.categories.filter(({ id }) => ids.has(id)).map(({ name }) => name),
    description: { en: "" },
    links: { homepage: ["", "", ""] },
    image: { thumb: row.image, small: row.image, large: row.image },
    market_cap_rank: row.market_cap_rank,
    market_data: {
      current_price: usd(row.current_price),
      market_cap: usd(row.market_cap),
      total_volume: usd(row.total_volume),
      high_24h: usd(row.high_24h),
      low_24h: usd(row.low_24h),
      price_change_percentage_24h: row.price_change_percentage_24h,
      price_change_percentage_1h_in_currency: usd(changes["1h"]),
      price_change_percentage_24h_in_currency: usd(changes["24h"]),
      price_change_percentage_7d_in_currency: usd(changes["7d"]),
      circulating_supply: row.circulating_supply,
      total_supply: row.total_supply,
      max_supply: row.max_supply,
      last_updated: row.last_updated,
    },
    last_updated: row.last_updated,
  };
  return JSON.stringify(coin);
}
