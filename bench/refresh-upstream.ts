/**
 * An upstream without latency: every page of a simulated universe rendered beforehand, at two moments of the market so that
 * each sweep finds other prices than the one before. `POST /turn` goes to the other moment.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { MINUTE_MS } from "@/lib/market/units";
import { createSimulatedMarket } from "@/lib/simulator/simulated-market";
import { createCoinGeckoApi } from "@/worker/simulator/coingecko-api";

const coins = Number(process.argv[2]);
const topFast = 100;
const now = Date.now();
const moments = [now - 2 * MINUTE_MS, now - MINUTE_MS];

const market = createSimulatedMarket({ seed: 42, coins });
const common = "vs_currency=usd&order=market_cap_desc";
const rest = "sparkline=true&price_change_percentage=1h%2C24h%2C7d";
const pages = [{ perPage: topFast, page: 1 }].concat(
  Array.from({ length: Math.floor(coins / 250) + 1 }, (_, index) => ({ perPage: 250, page: index + 1 })),
);
const rendered = moments.map((moment) => {
  const api = createCoinGeckoApi(market);
  return new Map<string, Buffer>(
    pages.map(({ perPage, page }) => {
      const query = `${common}&per_page=${perPage}&page=${page}&${rest}`;
      const { body } = api("/coins/markets", new URLSearchParams(query), moment);
      return [`/api/v3/coins/markets?${query}`, Buffer.from(body ?? "")] as const;
    }),
  );
});

// Three pages are asked for at once, so some lie beyond the last.
const empty = Buffer.from("[]");
let turn = 0;
const server = createServer((request, response) => {
  if (request.method === "POST") turn += 1;
  const body = rendered[turn % rendered.length]?.get(request.url ?? "") ?? empty;
  response.writeHead(200, { "content-type": "application/json", "content-length": body.byteLength });
  response.end(body);
});
// A consumer that computes between two pages must not find its connection gone.
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
});
