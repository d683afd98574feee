import { DAY_MS, type UnixMs } from "@/lib/market/units";
import { encodeCategories, encodeCategoryList, encodeCoin, encodeCoinList } from "@/lib/simulator/listings";
import type { Market } from "@/lib/simulator/market";
import { encodeMarketsPage, marketsQuerySchema } from "@/lib/simulator/markets-query";
import { type Answer, jsonAnswer, textAnswer } from "./answer";

const LONGEST_PUBLIC_DAYS = 365;
/** Enough for a sweep of 20,000 coins; older pages of the same tick are built again when asked for. */
const KEPT_PAGES = 96;

const notFound = () => jsonAnswer(404, { error: "coin not found" });
const refused = (code: number, message: string) =>
  jsonAnswer(code, { status: { error_code: code, error_message: message } });

/** Answers a path under `/api/v3` the way CoinGecko does, from a market at a market time. */
export type CoinGeckoApi = (path: string, query: URLSearchParams, now: UnixMs) => Answer;

export function createCoinGeckoApi(market: Market): CoinGeckoApi {
  const answerOnce = createTickCache();

  const markets = (query: URLSearchParams, now: UnixMs): Answer => {
    const parsed = marketsQuerySchema.safeParse(Object.fromEntries(query));
    if (!parsed.success) {
      const missing = query.get("vs_currency") === null ? "Missing parameter vs_currency" : "invalid vs_currency";
      return query.get("vs_currency") === null ? refused(422, missing) : jsonAnswer(400, { error: missing });
    }
    const moment = market.momentAt(market.tickAt(now));
    return textAnswer(200, encodeMarketsPage(moment, parsed.data));
  };

  const chart = (id: string, query: URLSearchParams, now: UnixMs): Answer => {
    if (query.has("interval")) return refused(401, "interval=daily is exclusive to paid plan subscribers");
    const asked = query.get("days") ?? "";
    const days = asked === "max" ? LONGEST_PUBLIC_DAYS + 1 : Number(asked);
    if (asked === "" || !(days > 0)) return refused(422, "Missing parameter days");
    if (days > LONGEST_PUBLIC_DAYS) return tooLongAgo(now);
    const found = market.chart(id, days, now);
    return found === null ? notFound() : jsonAnswer(200, found);
  };

  const chartRange = (id: string, query: URLSearchParams, now: UnixMs): Answer => {
    const [from, to] = ["from", "to"].map((name) => Number(query.get(name) ?? Number.NaN) * 1_000) as [number, number];
    if (!(from < to)) return refused(422, "Missing parameter from or to");
    if (now - from > LONGEST_PUBLIC_DAYS * DAY_MS) return tooLongAgo(now);
    const found = market.chart(id, (to - from) / DAY_MS, now, Math.min(to, now));
    return found === null ? notFound() : jsonAnswer(200, found);
  };

  const listing = (path: string, now: UnixMs): Answer | null => {
    const moment = () => market.momentAt(market.tickAt(now));
    if (path === "/ping") return jsonAnswer(200, { gecko_says: "(V3) To the Moon!" });
    if (path === "/coins/list") return textAnswer(200, encodeCoinList(moment()));
    if (path === "/coins/categories/list") return textAnswer(200, encodeCategoryList(market.categories));
    if (path === "/coins/categories") return textAnswer(200, encodeCategories(market, moment()));
    return null;
  };

  const coin = (path: string, query: URLSearchParams, now: UnixMs): Answer => {
    const match = /^\/coins\/([^/]+)(\/market_chart(?:\/range)?)?$/.exec(path);
    const id = decodeId(match?.[1]);
    if (id === null) return jsonAnswer(404, { error: "Incorrect path. Please check https://docs.coingecko.com/" });
    if (match?.[2] === "/market_chart/range") return chartRange(id, query, now);
    if (match?.[2] !== undefined) return chart(id, query, now);
    const moment = market.momentAt(market.tickAt(now));
    const place = moment.placeOf(id);
    return place === null ? notFound() : textAnswer(200, encodeCoin(market, moment, place));
  };

  return (path, query, now) =>
    answerOnce(market.tickAt(now), `${path}?${query.toString()}`, () => {
      if (path === "/coins/markets") return markets(query, now);
      return listing(path, now) ?? coin(path, query, now);
    });
}

function decodeId(text: string | undefined): string | null {
  if (text === undefined) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function tooLongAgo(now: UnixMs): Answer {
  const message =
    "Your request exceeds the allowed time range. Public API users are limited to querying historical data within the past 365 days.";
  return jsonAnswer(401, {
    error: { status: { timestamp: new Date(now).toISOString(), error_code: 10_012, error_message: message } },
  });
}

/** Remembers the answers of the current tick: the market cannot change before the next one. */
function createTickCache() {
  const answers = new Map<string, Answer>();
  let tick: UnixMs | null = null;
  return (at: UnixMs, question: string, answer: () => Answer): Answer => {
    if (tick !== at) {
      answers.clear();
      tick = at;
    }
    const known = answers.get(question);
    if (known !== undefined) return known;
    const fresh = answer();
    const oldest = answers.size >= KEPT_PAGES ? answers.keys().next().value : undefined;
    if (oldest !== undefined) answers.delete(oldest);
    answers.set(question, fresh);
    return fresh;
  };
}
