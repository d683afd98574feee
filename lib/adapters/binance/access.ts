import type { Env } from "@/lib/env";
import { AppError } from "@/lib/errors";

/** Where Binance is asked; public data needs no key. */
export interface BinanceAccess {
  restBase: string;
  wsBase: string;
}

type AccessEnv = Pick<Env, "MARKET_SOURCE" | "MARKET_SERVER_URL" | "BINANCE_API_BASE" | "BINANCE_WS_BASE">;

/** A replayed or simulated market asks our own market server, never Binance. */
export function resolveBinance(env: AccessEnv): BinanceAccess {
  if (env.MARKET_SOURCE === "live") {
    return { restBase: trimSlash(env.BINANCE_API_BASE), wsBase: trimSlash(env.BINANCE_WS_BASE) };
  }
  if (env.MARKET_SERVER_URL === undefined) {
    throw new AppError("misconfigured", "MARKET_SERVER_URL is needed for a replayed or simulated market", {
      retryable: false,
    });
  }
  const restBase = `${trimSlash(env.MARKET_SERVER_URL)}/binance`;
  return { restBase, wsBase: restBase.replace(/^http/, "ws") };
}

function trimSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
