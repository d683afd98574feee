import type { MarketSource } from "@/lib/market/clock";
import { ensureDatabase } from "./postgres";

/**
 * Which database of our own Postgres holds a market's history. Live, replayed and invented prices never share one, or
 * a coin's baseline, ranks and categories would come from another world; a simulation with another seed is another world too.
 */
export function marketDatabaseName(source: MarketSource, seed: number): string {
  switch (source) {
    case "live":
      return "ghostquant";
    case "replay":
      return "ghostquant_replay";
    case "simulated":
      return `ghostquant_simulated_${seed}`;
  }
}

/** Makes the database if it is missing; answers its address, given that of any other on the same server. */
export async function openMarketDatabase(serverUrl: string, name: string): Promise<string> {
  await ensureDatabase(serverUrl, name);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
