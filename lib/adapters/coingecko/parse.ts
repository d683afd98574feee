import { z } from "zod";
import type { ObservedAsset } from "@/lib/market/asset";
import type { UnixMs } from "@/lib/market/units";
import {
  coinListEntrySchema,
  coinSchema,
  type MarketRow,
  marketChartSchema,
  marketRowSchema,
  pingSchema,
  planSchema,
} from "./schema";

/** Why a row was not used; counted, never silent. */
export type DropReason = "malformed_row" | "no_id" | "no_price" | "duplicate_id";

/** A week of hourly closes is 168; a little more is tolerated, a megabyte is not. */
const CLOSES_MAX = 200;
const ID_CHARACTERS_MAX = 200;
const NAME_CHARACTERS_MAX = 200;
/** Control characters, lone surrogates (Postgres refuses both) and bidirectional overrides (they reorder the text beside them). */
const UNSAFE_CHARACTERS = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu;
/** Ids are parts of addresses, here and at the provider's, and these two would be taken for steps between parts. */
const STEP = /^\.\.?$/u;
const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})$/;

/** One wire row as an asset, or the reason why it is none. Never throws; nothing it returns is NaN. */
export function parseMarketRow(row: unknown, observedAt: UnixMs): ObservedAsset | DropReason {
  const parsed = marketRowSchema.safeParse(row);
  if (!parsed.success) return "malformed_row";
  const wire = parsed.data;
  if (!wire.id) return "no_id";
  if (wire.id.length > ID_CHARACTERS_MAX || cleanText(wire.id) !== wire.id || STEP.test(wire.id))
    return "malformed_row";
  const priceUsd = positive(wire.current_price);
  if (priceUsd === null) return "no_price";
  return {
    asset: {
      id: wire.id,
      symbol: cleanText(wire.symbol ?? "").toUpperCase(),
      name: cleanText(wire.name ?? "") || wire.id,
      imageUrl: parseImage(wire.image),
      priceUsd,
      // CoinGecko writes both 0 and null for a market cap that it does not know.
      marketCapUsd: positive(wire.market_cap),
      marketCapRank: parseRank(wire.market_cap_rank),
      volumeUsd24h: notNegative(wire.total_volume),
      highUsd24h: positive(wire.high_24h),
      lowUsd24h: positive(wire.low_24h),
      ...parseChanges(wire),
      lastUpdatedAt: parseInstant(wire.last_updated),
      observedAt,
    },
    closes: parseCloses(wire.sparkline_in_7d?.price ?? []),
  };
}

/** The 24 h change is also sent without `_in_currency`, and then unasked. */
function parseChanges(wire: MarketRow) {
  return {
    changePercent1h: changePercent(wire.price_change_percentage_1h_in_currency),
    changePercent24h:
      changePercent(wire.price_change_percentage_24h_in_currency) ?? changePercent(wire.price_change_percentage_24h),
    changePercent7d: changePercent(wire.price_change_percentage_7d_in_currency),
  };
}

/** Oldest first; nulls and non-positive entries are dropped, which shortens the series instead of bending it. */
function parseCloses(prices: readonly unknown[]): Float64Array {
  const newest = prices.slice(-CLOSES_MAX);
  const closes = new Float64Array(newest.length);
  let kept = 0;
  for (const price of newest) {
    const close = positive(price);
    if (close !== null) closes[kept++] = close;
  }
  return kept === closes.length ? closes : closes.slice(0, kept);
}

/**
 * `/coins/{id}/market_chart` as (time, value) points in ascending time; unreadable points are left out.
 * Null when the body has another shape.
 */
export function parseMarketChart(body: unknown): { prices: [UnixMs, number][]; volumes: [UnixMs, number][] } | null {
  const parsed = marketChartSchema.safeParse(body);
  if (!parsed.success) return null;
  return {
    prices: parsePoints(parsed.data.prices, positive),
    volumes: parsePoints(parsed.data.total_volumes, notNegative),
  };
}

function parsePoints(points: readonly unknown[], read: (value: unknown) => number | null): [UnixMs, number][] {
  const readable: [UnixMs, number][] = [];
  for (const point of points) {
    if (!Array.isArray(point)) continue;
    const at = positive(point[0]);
    const value = read(point[1]);
    if (at !== null && value !== null) readable.push([at, value]);
  }
  return readable.sort((a, b) => a[0] - b[0]);
}

/** `/coins/list`, unreadable entries left out; null when it is not a list. */
export function parseCoinList(body: unknown): { id: string; symbol: string; name: string }[] | null {
  if (!Array.isArray(body)) return null;
  const coins = new Map<string, { id: string; symbol: string; name: string }>();
  for (const entry of body) {
    const parsed = coinListEntrySchema.safeParse(entry);
    if (!parsed.success || coins.has(parsed.data.id)) continue;
    const { id, symbol, name } = parsed.data;
    coins.set(id, { id, symbol: cleanText(symbol ?? "").toUpperCase(), name: cleanText(name ?? "") || id });
  }
  return [...coins.values()];
}

export interface CoinProfile {
  id: string;
  symbol: string;
  name: string;
  /** English, as CoinGecko wrote it; may hold HTML, so it is shown as text only. */
  description: string | null;
  categories: string[];
  homepage: string | null;
}

/** The profile in `/coins/{id}`; null when the body has another shape. */
export function parseCoin(body: unknown): CoinProfile | null {
  const parsed = coinSchema.safeParse(body);
  if (!parsed.success) return null;
  const wire = parsed.data;
  return {
    id: wire.id,
    symbol: cleanText(wire.symbol ?? "").toUpperCase(),
    name: cleanText(wire.name ?? "") || wire.id,
    description: wire.description?.en?.trim().replace(/\0/g, "") || null,
    categories: strings(wire.categories ?? []).map(cleanText),
    homepage: strings(wire.links?.homepage ?? []).find((link) => isWebAddress(link)) ?? null,
  };
}

/** The rows of any list, unread; null when it is no list. */
export function parseRows(body: unknown): readonly unknown[] | null {
  return Array.isArray(body) ? body : null;
}

/** True for CoinGecko's own greeting; null for anybody else's answer. */
export function parsePing(body: unknown): true | null {
  return pingSchema.safeParse(body).success ? true : null;
}

/** A plan as `/key` states it, in calls. */
export interface StatedPlan {
  perMinute: number;
  monthlyCredits: number;
  monthlySpent: number;
}

/** The tightest of the account's and the key's own limits; null when the body has another shape. */
export function parsePlan(body: unknown): StatedPlan | null {
  const parsed = planSchema.safeParse(body);
  if (!parsed.success) return null;
  const wire = parsed.data;
  const keyCredits = positive(wire.api_key_monthly_call_credit);
  const keyBinds = keyCredits !== null && keyCredits < wire.monthly_call_credit;
  const keySpent = notNegative(wire.api_key_current_total_monthly_calls) ?? 0;
  return {
    perMinute: Math.floor(
      Math.min(
        wire.rate_limit_request_per_minute,
        positive(wire.api_key_rate_limit_request_per_minute) ?? Number.POSITIVE_INFINITY,
      ),
    ),
    monthlyCredits: Math.floor(keyBinds ? keyCredits : wire.monthly_call_credit),
    monthlySpent: Math.floor(keyBinds ? keySpent : wire.current_total_monthly_calls),
  };
}

/** The ids of any list of coins, once each, in the order given. */
export function parseIds(rows: readonly unknown[]): string[] {
  const ids = new Set<string>();
  for (const row of rows) {
    const parsed = z.object({ id: z.string().min(1).max(ID_CHARACTERS_MAX) }).safeParse(row);
    if (parsed.success) ids.add(parsed.data.id);
  }
  return [...ids];
}

function positive(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : null;
}

function notNegative(value: unknown): number | null {
  // Adding zero turns −0, which JSON can carry, into 0.
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value + 0 : null;
}

/** A price cannot fall by more than all of it, so a change below −100 % is a mistake of the sender. */
function changePercent(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= -100 ? value + 0 : null;
}

function parseRank(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : null;
}

function parseInstant(value: string | null | undefined): UnixMs | null {
  if (!value || !ISO_INSTANT.test(value)) return null;
  return positive(Date.parse(value));
}

/** `missing_large.png` is CoinGecko's relative placeholder for a coin without a picture. */
function parseImage(value: string | null | undefined): string | null {
  return value && value.length <= 2_048 && value.startsWith("https://") && isWebAddress(value) ? value : null;
}

/** Without the characters that RFC 3986 has in no address: whoever writes it into a page unescaped shall not be surprised. */
function isWebAddress(value: string): boolean {
  return /^https?:\/\/[^\s"'<>\\^`{|}]+$/u.test(value) && URL.canParse(value);
}

function strings(values: readonly unknown[]): string[] {
  return values.filter((value): value is string => typeof value === "string" && value !== "");
}

function cleanText(value: string): string {
  const clean = value.replace(/\s+/g, " ").replace(UNSAFE_CHARACTERS, "").replace(/ {2,}/g, " ").trim();
  return clean.length <= NAME_CHARACTERS_MAX ? clean : [...clean].slice(0, NAME_CHARACTERS_MAX).join("");
}
