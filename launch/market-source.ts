import { existsSync, statSync } from "node:fs";
import type { MarketSource } from "@/lib/market/clock";
import type { Settings } from "./settings";

export interface MarketChoice {
  source: MarketSource;
  /** Why, in words for the terminal. */
  reason: string;
}

const PING_TIMEOUT_MS = 4_000;
const PRO_BASE = "https://pro-api.coingecko.com/api/v3";

type SourceSettings = Pick<
  Settings,
  | "MARKET_SOURCE"
  | "USE_MOCK_MARKET_DATA"
  | "REPLAY_DIR"
  | "COINGECKO_API_BASE"
  | "COINGECKO_PRO_API_KEY"
  | "COINGECKO_DEMO_API_KEY"
  | "chosen"
>;

/** Decides where prices come from. Never silently: the reason is printed, and the page says so as well. */
export async function chooseMarketSource(settings: SourceSettings): Promise<MarketChoice> {
  const { MARKET_SOURCE: wish, USE_MOCK_MARKET_DATA: mock } = settings;
  if (mock && wish !== "auto" && wish !== "simulated") {
    throw new Error(`USE_MOCK_MARKET_DATA=true contradicts MARKET_SOURCE=${wish}. Remove one of them.`);
  }
  if (mock) return { source: "simulated", reason: "simulated, because USE_MOCK_MARKET_DATA=true" };
  if (wish === "replay") return { source: "replay", reason: `replaying ${existingReplay(settings.REPLAY_DIR)}` };
  if (wish !== "auto") return { source: wish, reason: wish === "live" ? "live CoinGecko" : "simulated" };
  return (await answers(settings))
    ? { source: "live", reason: "live CoinGecko" }
    : { source: "simulated", reason: "SIMULATED, because CoinGecko did not answer (MARKET_SOURCE=live insists)" };
}

function existingReplay(directory: string | undefined): string {
  if (directory === undefined) {
    throw new Error("MARKET_SOURCE=replay needs REPLAY_DIR, the folder of a recorded tape (such as ../shared/data).");
  }
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new Error(`REPLAY_DIR=${directory} is not a folder.`);
  }
  return directory;
}

/** Whether CoinGecko itself answers: JSON, or "too many requests", which only it would say. */
async function answers(settings: SourceSettings): Promise<boolean> {
  const { COINGECKO_PRO_API_KEY: pro, COINGECKO_DEMO_API_KEY: demo } = settings;
  const base = pro !== undefined && !settings.chosen.has("COINGECKO_API_BASE") ? PRO_BASE : settings.COINGECKO_API_BASE;
  const headers = {
    accept: "application/json",
    ...(pro !== undefined && { "x-cg-pro-api-key": pro }),
    ...(pro === undefined && demo !== undefined && { "x-cg-demo-api-key": demo }),
  };
  try {
    const response = await fetch(`${base}/ping`, { headers, signal: AbortSignal.timeout(PING_TIMEOUT_MS) });
    if (response.status === 429) return true;
    return response.ok && typeof (await response.json()) === "object";
  } catch {
    return false;
  }
}
