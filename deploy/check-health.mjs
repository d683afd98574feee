// What `docker compose` asks every half minute: exit 0 when this container's process does its work. Plain JavaScript that
// loads next to nothing, because it runs again and again beside the process it asks about.

import { readFileSync } from "node:fs";
import { hostname } from "node:os";

const PATIENCE_MS = 8_000;
const [role = ""] = process.argv.slice(2);
const { PORT = "3000", WEBSOCKET_PORT = "8083", MARKET_SERVER_PORT = "8084" } = process.env;

/** Processes that listen are asked themselves. */
const addresses = {
  web: `http://127.0.0.1:${PORT}/api/health`,
  stream: `http://127.0.0.1:${WEBSOCKET_PORT}/health`,
  market: `http://127.0.0.1:${MARKET_SERVER_PORT}/__health`,
};

/** @param {string} address */
async function answers(address) {
  const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
  return response.ok;
}

/** A worker listens nowhere, but says every five seconds in Redis that it lives; the word expires after fifteen. */
async function beats() {
  const { Redis } = await import("ioredis");
  const { REDIS_URL, REDIS_URL_FILE = "" } = process.env;
  const redis = new Redis(REDIS_URL || readFileSync(REDIS_URL_FILE, "utf8").trim(), {
    lazyConnect: true,
    connectTimeout: PATIENCE_MS,
    commandTimeout: PATIENCE_MS,
    retryStrategy: () => null,
  });
  redis.on("error", () => undefined);
  await redis.connect();
  const names = await redis.smembers("ghostquant:beats");
  const mine = names.filter((name) => name.startsWith(`worker:${hostname()}-`));
  const alive = mine.length === 0 ? 0 : await redis.exists(mine.map((name) => `ghostquant:beat:${name}`));
  redis.disconnect();
  return alive > 0;
}

try {
  const address = Object.hasOwn(addresses, role) ? Reflect.get(addresses, role) : null;
  if (address === null && role !== "worker")
    throw new Error(`check-health takes worker, ${Object.keys(addresses).join(" or ")}`);
  const healthy = address === null ? await beats() : await answers(address);
  if (!healthy) console.error(`${role} is not healthy`);
  process.exitCode = healthy ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
