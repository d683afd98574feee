import { readMarketServerEnv } from "@/lib/env";
import { createLogger } from "@/lib/log";
import { marketNow } from "@/lib/market/clock";
import { createMarketServer } from "./simulator/market-server";
import { openMarket } from "./simulator/open-market";

const env = readMarketServerEnv();
const log = createLogger("simulator", env.LOG_LEVEL);

async function main(): Promise<void> {
  const { clock, description, ...markets } = await openMarket(env, Date.now);
  // The first look costs a second or more; whoever waits for the port should not wait for it.
  const { market } = markets;
  market.momentAt(market.tickAt(marketNow(clock, Date.now())));
  const server = createMarketServer({ ...markets, clock, wallNow: Date.now, random: Math.random, log });
  await new Promise<void>((resolve, reject) => {
    server.http.once("error", reject);
    server.http.listen(env.MARKET_SERVER_PORT, env.MARKET_SERVER_HOST, resolve);
  });
  log.info({ port: env.MARKET_SERVER_PORT, clock }, description);
  const stop = (signal: string) => {
    log.info({ signal }, "stopping");
    void server.stop();
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, error instanceof Error ? error.message : "the market server could not start");
  process.exitCode = 1;
});
