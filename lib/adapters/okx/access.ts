import type { Env } from "@/lib/env";
import { AppError } from "@/lib/errors";

/** Where OKX is asked; a replayed or simulated market asks our own market server, never OKX. */
export function resolveOkx(env: Pick<Env, "MARKET_SOURCE" | "MARKET_SERVER_URL" | "OKX_API_BASE">): string {
  if (env.MARKET_SOURCE === "live") return env.OKX_API_BASE.replace(/\/+$/, "");
  if (env.MARKET_SERVER_URL === undefined) {
    throw new AppError("misconfigured", "MARKET_SERVER_URL is needed for a replayed or simulated market", {
      retryable: false,
    });
  }
  return `${env.MARKET_SERVER_URL.replace(/\/+$/, "")}/okx`;
}
