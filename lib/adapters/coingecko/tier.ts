import type { Env } from "@/lib/env";
import { AppError } from "@/lib/errors";

export type CoinGeckoTier = "keyless" | "demo" | "pro" | "local";

/** Where CoinGecko is asked, as whom. The key goes into a header only, never into an address. */
export interface CoinGeckoAccess {
  tier: CoinGeckoTier;
  baseUrl: string;
  apiKey?: string;
}

const PUBLIC_BASE = "https://api.coingecko.com/api/v3";
const PRO_BASE = "https://pro-api.coingecko.com/api/v3";
/** Requests without one have been refused with 403. */
const USER_AGENT = "GhostQuant/0.1.0 (self-hosted)";

type AccessEnv = Pick<
  Env,
  "MARKET_SOURCE" | "MARKET_SERVER_URL" | "COINGECKO_API_BASE" | "COINGECKO_PRO_API_KEY" | "COINGECKO_DEMO_API_KEY"
>;

/**
 * The tier is said by which variable holds the key, never guessed from the key. A pro key moves to the pro host unless the
 * operator set another address; replay and simulation never see a key.
 */
export function resolveAccess(env: AccessEnv): CoinGeckoAccess {
  if (env.MARKET_SOURCE !== "live") {
    if (env.MARKET_SERVER_URL === undefined) {
      throw new AppError("misconfigured", "MARKET_SERVER_URL is needed for a replayed or simulated market", {
        retryable: false,
      });
    }
    return { tier: "local", baseUrl: `${trimSlash(env.MARKET_SERVER_URL)}/api/v3` };
  }
  const baseUrl = trimSlash(env.COINGECKO_API_BASE);
  if (env.COINGECKO_PRO_API_KEY !== undefined) {
    const proUrl = baseUrl === PUBLIC_BASE ? PRO_BASE : baseUrl;
    return { tier: "pro", baseUrl: proUrl, apiKey: sendable(env.COINGECKO_PRO_API_KEY, "COINGECKO_PRO_API_KEY") };
  }
  if (env.COINGECKO_DEMO_API_KEY !== undefined) {
    return { tier: "demo", baseUrl, apiKey: sendable(env.COINGECKO_DEMO_API_KEY, "COINGECKO_DEMO_API_KEY") };
  }
  return { tier: "keyless", baseUrl };
}

/** Headers of every request. */
export function requestHeaders(tier: CoinGeckoTier, apiKey: string | undefined): Record<string, string> {
  const headers = { accept: "application/json", "user-agent": USER_AGENT };
  if (apiKey === undefined || tier === "keyless" || tier === "local") return headers;
  const name = tier === "pro" ? "x-cg-pro-api-key" : "x-cg-demo-api-key";
  return { ...headers, [name]: sendable(apiKey, "The CoinGecko API key") };
}

type LimitsEnv = Pick<Env, "COINGECKO_MONTHLY_CREDITS" | "COINGECKO_RATE_LIMIT_PER_MINUTE">;

export interface PlanLimits {
  /** Null means not limited. */
  perMinute: number | null;
  perMonth: number | null;
  /** What the operator set: a limit learnt from the provider never raises calls above it. */
  perMinuteCeiling: number | null;
  perMonthCeiling: number | null;
}

const DEFAULT_LIMITS = {
  keyless: { perMinute: 5, perMonth: null },
  demo: { perMinute: 30, perMonth: 10_000 },
  // The smallest paid plan, until `/key` says more.
  pro: { perMinute: 250, perMonth: 100_000 },
} as const;

/** Limits of a tier: `/key` over the defaults, the operator's word over both. A local market is not limited. */
export function planLimits(
  tier: CoinGeckoTier,
  env: LimitsEnv,
  stated: { perMinute: number; monthlyCredits: number } | null,
): PlanLimits {
  if (tier === "local") return { perMinute: null, perMonth: null, perMinuteCeiling: null, perMonthCeiling: null };
  const defaults = DEFAULT_LIMITS[tier];
  const perMinuteCeiling = env.COINGECKO_RATE_LIMIT_PER_MINUTE ?? null;
  const perMonthCeiling = env.COINGECKO_MONTHLY_CREDITS ?? null;
  return {
    perMinute: perMinuteCeiling ?? stated?.perMinute ?? defaults.perMinute,
    perMonth: perMonthCeiling ?? stated?.monthlyCredits ?? defaults.perMonth,
    perMinuteCeiling,
    perMonthCeiling,
  };
}

/** An unsendable header value makes fetch throw a sentence that quotes it, so it is refused here without being quoted. */
function sendable(key: string, name: string): string {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new AppError("misconfigured", `${name} holds characters that no CoinGecko key has`, { retryable: false });
}

function trimSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
