import { z } from "zod";
import type { Usd } from "@/lib/market/units";
import { STABLECOINS, STAKED, WRAPPED } from "./sectors";
import { TapeProblem } from "./tape-problem";

const nullable = z.number().nullable().optional().default(null);

/** A row of the recorded universe, in the recorder's names. */
const recordedRowSchema = z.object({
  coingecko_id: z.string().min(1),
  symbol: z.string(),
  name: z.string(),
  current_price_usd: nullable,
  market_cap_usd: nullable,
  total_volume_usd: nullable,
  circulating_supply: nullable,
  total_supply: nullable,
  max_supply: nullable,
});
type RecordedRow = z.infer<typeof recordedRowSchema>;

/** A coin of the tape: what does not change with time. */
export interface TapeCoin {
  readonly id: string;
  /** Lower case. */
  readonly symbol: string;
  readonly name: string;
  readonly circulatingSupply: number | null;
  readonly totalSupply: number | null;
  readonly maxSupply: number | null;
  readonly categories: readonly string[];
  /** The pair that carries its candles, and how many coins one unit of the pair is (1000CAT: 1,000). */
  readonly pair: { readonly symbol: string; readonly multiplier: number } | null;
  /** What the universe's recording says of a coin without candles. */
  readonly recorded: { readonly price: Usd | null; readonly marketCap: Usd | null; readonly volume: Usd | null };
}

export interface TapeFiles {
  readonly marketsJsonl: string;
  readonly pairsCsv: string;
  readonly stablecoinsCsv: string;
  readonly wrappedCsv: string;
}

export interface TapeUniverse {
  readonly coins: readonly TapeCoin[];
  /** Pairs whose coin is not known, so that nobody wonders where they went. */
  readonly pairsWithoutCoin: readonly string[];
}

/** The coins of a tape: the recorded universe, and the mapped pairs that it lacks. */
export function readTapeUniverse(files: TapeFiles): TapeUniverse {
  const rows = new Map(readRows(files.marketsJsonl).map((row) => [row.coingecko_id, row]));
  const pairs = readCsv("spot_usdt_to_coingecko.csv", files.pairsCsv, [
    "spot_symbol",
    "base",
    "multiplier",
    "coingecko_id",
    "circulating_supply",
  ]);
  const categoriesOf = createCategoryBook(files);
  const coins: TapeCoin[] = [];
  const carried = new Set<string>();
  for (const pair of pairs) {
    const id = pair.coingecko_id;
    if (id === undefined || id === "") continue;
    if (carried.has(id)) throw new TapeProblem(`spot_usdt_to_coingecko.csv names the coin ${id} twice`);
    carried.add(id);
    coins.push(pairedCoin(id, pair, rows.get(id), categoriesOf));
  }
  for (const row of rows.values()) if (!carried.has(row.coingecko_id)) coins.push(recordedCoin(row, categoriesOf));
  const pairsWithoutCoin = pairs.filter((pair) => !pair.coingecko_id).map((pair) => pair.spot_symbol ?? "");
  return { coins, pairsWithoutCoin };
}

type CategoryBook = (id: string, symbol: string, name: string) => readonly string[];

function pairedCoin(
  id: string,
  pair: Record<string, string>,
  row: RecordedRow | undefined,
  categoriesOf: CategoryBook,
): TapeCoin {
  const multiplier = Number(pair.multiplier);
  if (!(multiplier > 0)) throw new TapeProblem(`spot_usdt_to_coingecko.csv: ${pair.spot_symbol} has no multiplier`);
  const base = pair.base ?? id;
  const symbol = (row?.symbol ?? base).toLowerCase();
  const name = row?.name ?? base;
  const supply = Number(pair.circulating_supply);
  return {
    id,
    symbol,
    name,
    circulatingSupply: supply > 0 ? supply : (row?.circulating_supply ?? null),
    totalSupply: row?.total_supply ?? null,
    maxSupply: row?.max_supply ?? null,
    categories: categoriesOf(id, symbol, name),
    pair: { symbol: pair.spot_symbol ?? "", multiplier },
    recorded: { price: null, marketCap: null, volume: null },
  };
}

function recordedCoin(row: RecordedRow, categoriesOf: CategoryBook): TapeCoin {
  return {
    id: row.coingecko_id,
    symbol: row.symbol.toLowerCase(),
    name: row.name,
    circulatingSupply: row.circulating_supply,
    totalSupply: row.total_supply,
    maxSupply: row.max_supply,
    categories: categoriesOf(row.coingecko_id, row.symbol, row.name),
    pair: null,
    recorded: { price: row.current_price_usd, marketCap: row.market_cap_usd, volume: row.total_volume_usd },
  };
}

/**
 * The recorder's two lists are short; the provider's own naming habit ("Bridged …", "… Staked SOL") completes them.
 */
function createCategoryBook(files: TapeFiles): CategoryBook {
  const stableIds = new Set(
    readCsv("stablecoins.csv", files.stablecoinsCsv, ["coingecko_id", "is_stable"])
      .filter((line) => line.is_stable === "1")
      .map((line) => line.coingecko_id),
  );
  const wrapped = new Set(
    readCsv("wrapped.csv", files.wrappedCsv, ["symbol"]).map((line) => line.symbol?.toLowerCase()),
  );
  return (id, symbol, name) => {
    const staked = /\b(re)?staked\b/i.test(name);
    const wraps = /\b(wrapped|bridged)\b/i.test(name) || (wrapped.has(symbol.toLowerCase()) && !stableIds.has(id));
    return [
      ...(stableIds.has(id) ? [STABLECOINS] : []),
      ...(wraps && !staked ? [WRAPPED] : []),
      ...(staked ? [STAKED] : []),
    ];
  };
}

function readRows(jsonl: string): RecordedRow[] {
  const lines = jsonl.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0) throw new TapeProblem("the recorded markets hold no rows");
  return lines.map((line, index) => {
    const parsed = recordedRowSchema.safeParse(parseJson(line));
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues[0]?.path.join(".") ?? "";
    throw new TapeProblem(`the recorded markets, line ${index + 1}: not a market row (${where})`);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Lines of a plain CSV file (no quotes) as records; refuses a file that lacks a needed column. */
function readCsv(fileName: string, text: string, needed: readonly string[]): Record<string, string>[] {
  const [header = "", ...lines] = text.split(/\r?\n/).filter((line) => line !== "");
  const names = header.split(",");
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length > 0) throw new TapeProblem(`${fileName} lacks the columns ${missing.join(", ")}`);
  return lines.map((line) => {
    const values = line.split(",");
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
  });
}
