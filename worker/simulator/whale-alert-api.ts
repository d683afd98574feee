import type { UnixMs } from "@/lib/market/units";
import type { ChainTransfer, Venue } from "@/lib/simulator/venue";
import { type Answer, jsonAnswer } from "./answer";

const MOST_ROWS = 100;
const LONGEST_SPAN_MS = 7 * 86_400_000;

const refused = (status: number, message: string): Answer => jsonAnswer(status, { result: "error", message });

/** Answers a path under `/whale-alert/v1` the way Whale Alert's developer API does. */
export type WhaleAlertApi = (path: string, query: URLSearchParams, key: string | null, now: UnixMs) => Answer;

export function createWhaleAlertApi(venue: Venue): WhaleAlertApi {
  return (path, query, key, now) => {
    if (key === null || key === "" || key === "invalid") return refused(401, "invalid api_key");
    if (path === "/status") return jsonAnswer(200, statusAt());
    if (path !== "/transactions") return refused(404, "not found");
    return transactions(venue, query, now);
  };
}

function statusAt() {
  const chain = (name: string, symbols: string[]) => ({ name, symbols, status: "connected" });
  return {
    result: "success",
    blockchain_count: 2,
    blockchains: [chain("bitcoin", ["btc"]), chain("ethereum", ["eth", "usdt"])],
  };
}

function transactions(venue: Venue, query: URLSearchParams, now: UnixMs): Answer {
  const numberOf = (name: string, otherwise: number) => Number(query.get(name) ?? otherwise);
  const start = numberOf("start", Number.NaN) * 1_000;
  const end = Math.min(now, numberOf("end", now / 1_000) * 1_000);
  const smallest = numberOf("min_value", 500_000);
  const limit = Math.min(MOST_ROWS, numberOf("limit", MOST_ROWS));
  if (![start, end, smallest, limit].every(Number.isFinite) || limit < 1) return refused(400, "invalid parameter");
  if (start < now - LONGEST_SPAN_MS) return refused(400, "value out of range for start parameter");
  const currency = query.get("currency")?.toLowerCase() ?? null;
  const cursor = query.get("cursor");
  const fitting = venue
    .transfers(start, end)
    .filter(({ usd, symbol }) => usd >= smallest && (currency === null || symbol === currency));
  const page = fitting.filter((transfer) => cursor === null || cursorOf(transfer) > cursor).slice(0, limit);
  const last = page.at(-1);
  return jsonAnswer(200, {
    result: "success",
    cursor: last === undefined ? (cursor ?? "0") : cursorOf(last),
    count: page.length,
    ...(page.length > 0 && { transactions: page.map(encodeTransfer) }),
  });
}

/** Where a page ended: it sorts as the transfers do, by time and id. */
function cursorOf({ at, id }: ChainTransfer): string {
  return `${(at / 1_000).toString(16).padStart(9, "0")}-${id}`;
}

function encodeTransfer(transfer: ChainTransfer) {
  const side = (address: string, owner: string | null) =>
    owner === null ? { address, owner_type: "unknown" } : { address, owner, owner_type: "exchange" };
  return {
    blockchain: transfer.blockchain,
    symbol: transfer.symbol,
    id: transfer.id,
    transaction_type: "transfer",
    hash: transfer.hash,
    from: side(transfer.fromAddress, transfer.fromOwner),
    to: side(transfer.toAddress, transfer.toOwner),
    timestamp: transfer.at / 1_000,
    amount: transfer.amount,
    amount_usd: transfer.usd,
    transaction_count: 1,
  };
}
