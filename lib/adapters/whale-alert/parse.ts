import type { OnChainTransfer } from "@/lib/contracts/whales";
import { SECOND_MS } from "@/lib/market/units";
import { pageSchema, transactionSchema } from "./schema";

/** A transfer and the symbol it was of, upper case: which coin that is, the caller must prove. */
export interface SymbolTransfer extends OnChainTransfer {
  readonly symbol: string;
}

/** `not_a_transfer`: coins that were made, burnt or locked changed no hands. */
export type DropReason = "malformed_row" | "not_a_transfer";

export interface Page {
  transfers: SymbolTransfer[];
  dropped: Record<DropReason, number>;
  cursor: string | null;
  /** Nothing more follows. */
  isLast: boolean;
}

const EXCHANGE = "exchange";

/** A page, or null when the body is something else. */
export function parsePage(body: unknown): Page | null {
  const parsed = pageSchema.safeParse(body);
  if (!parsed.success) return null;
  const { count, cursor = null, transactions = [] } = parsed.data;
  const page: Page = {
    transfers: [],
    dropped: { malformed_row: 0, not_a_transfer: 0 },
    cursor,
    isLast: count === 0 || transactions.length === 0,
  };
  for (const row of transactions) {
    const transfer = parseTransfer(row);
    if (typeof transfer === "string") page.dropped[transfer]++;
    else page.transfers.push(transfer);
  }
  return page;
}

export function parseTransfer(row: unknown): SymbolTransfer | DropReason {
  const parsed = transactionSchema.safeParse(row);
  if (!parsed.success) return "malformed_row";
  const { from, to, blockchain, hash, amount } = parsed.data;
  if (parsed.data.transaction_type !== "transfer") return "not_a_transfer";
  return {
    id: `${blockchain}:${parsed.data.id}`,
    symbol: parsed.data.symbol.toUpperCase(),
    at: parsed.data.timestamp * SECOND_MS,
    usd: parsed.data.amount_usd,
    amount,
    blockchain,
    direction: directionOf(from.owner_type === EXCHANGE, to.owner_type === EXCHANGE),
    from: from.owner ?? from.address ?? null,
    to: to.owner ?? to.address ?? null,
    hash,
  };
}

function directionOf(fromExchange: boolean, toExchange: boolean): OnChainTransfer["direction"] {
  if (fromExchange && toExchange) return "between_exchanges";
  if (toExchange) return "in";
  return fromExchange ? "out" : "unlabelled";
}
