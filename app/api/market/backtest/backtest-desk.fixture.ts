import { createHash, randomUUID } from "node:crypto";
import { deflateSync } from "node:zlib";
import { sql } from "drizzle-orm";
import { expect } from "vitest";
import type { z } from "zod";
import { callRoute, findRoutes, type Instance, openInstance } from "@/app/api/routes.fixture";
import { writeBoard } from "@/lib/cache/momentum-board";
import type { Database } from "@/lib/connections";
import { backtestResultFixture } from "@/lib/contracts/backtest-result.fixture";
import { snapshotFixture, streamStateFixture } from "@/lib/contracts/board.fixture";
import { type BacktestResult, backtestResultSchema } from "@/lib/contracts/http/backtest-result";
import { backtestAnswerSchema } from "@/lib/contracts/http/backtests";
import { problemSchema } from "@/lib/contracts/http/problem";
import type { BoardSnapshot } from "@/lib/contracts/snapshots";
import { createApiKey } from "@/lib/http/api-key";
import type { MarketClock } from "@/lib/market/clock";
import { insertApiKey } from "@/lib/store/api-keys";
import { claimBacktest, failBacktest, finishBacktest } from "@/lib/store/backtest-runs";
import { upsertCoins } from "@/lib/store/coins";
import { queryRows } from "@/lib/store/query";

/** A replay: the market's year is not the wall's. */
const MARKET_NOW = Date.UTC(2025, 3, 7, 12, 30);
const clock: MarketClock = {
  source: "replay",
  seed: null,
  speed: 1,
  wallEpoch: Date.now(),
  marketEpoch: MARKET_NOW,
  endsAt: null,
};

/** coin-20 is plain, coin-30 and coin-31 share a symbol, coin-59 is a stable coin. */
function board(): BoardSnapshot {
  const snapshot = snapshotFixture(60, 1);
  const coins = snapshot.board.coins.map((coin, index) => ({
    ...coin,
    excluded: index === 59 ? ("stable" as const) : null,
    asset: { ...coin.asset, symbol: index === 30 || index === 31 ? "DUP" : coin.asset.symbol },
  }));
  return { ...snapshot, board: { ...snapshot.board, coins, clock } };
}

const routes = await findRoutes();
export const backtestRoutes = routes.filter(({ path }) => path.startsWith("/api/market/backtest"));

export const bodyFixture = { symbol: "c20", start_date: "2025-03-01", end_date: "2025-03-31" };

export interface Call {
  readonly body?: unknown;
  readonly id?: string;
  readonly query?: string;
  readonly headers?: Record<string, string>;
}

export async function answer<S extends z.ZodType>(response: Response, schema: S, status = 200): Promise<z.infer<S>> {
  const found = await response.json();
  expect([response.status, found]).toEqual([status, expect.anything()]);
  return schema.parse(found);
}

export const problem = (response: Response, status: number) => answer(response, problemSchema, status);

/** An instance with a board in April 2025 and a key that may ask for backtests. */
export async function openBacktestDesk(url: string | undefined) {
  const instance = await openInstance(url);
  const { database } = instance.services;
  const key = await insertKey(database);
  const snapshot = board();
  await upsertCoins(
    database,
    ["coin-20", "coin-21"].map((id) => ({ id, symbol: id, name: id })),
  );
  expect(await writeBoard(instance.redis, snapshot, streamStateFixture(snapshot), 0)).toBe(true);
  return deskOf(instance, key);
}
export type BacktestDesk = ReturnType<typeof deskOf>;

async function insertKey(database: Database): Promise<string> {
  const { key, prefix, hash } = createApiKey();
  const stored = { id: randomUUID(), name: "backtests", prefix, hash, expiresAt: null };
  await insertApiKey(database, { ...stored, scopes: ["backtests"] });
  return key;
}

function deskOf(instance: Instance, key: string) {
  const { database } = instance.services;

  async function call(method: string, path: string, { query = "", ...options }: Call = {}): Promise<Response> {
    const route = routes.find((one) => one.method === method && one.path === `/api/market/${path}`);
    if (route === undefined) throw new Error(`There is no ${method} ${path}`);
    const headers = { "x-api-key": key, ...options.headers };
    if (query === "") return callRoute(route, { ...options, headers });
    const address = `http://gq.example/api/market/${path.replace("[id]", options.id ?? "")}?${query}`;
    return route.handler(new Request(address, { headers }), { params: Promise.resolve({ id: options.id }) });
  }

  async function claim(id: string) {
    const claimed = await claimBacktest(database, id, 60_000, Date.now());
    if (claimed === null) throw new Error(`${id} cannot be claimed`);
    return claimed;
  }

  return {
    instance,
    database,
    key,
    call,
    claim,
    ask: async (changes: object = {}) =>
      answer(await call("POST", "backtest", { body: { ...bodyFixture, ...changes } }), backtestAnswerSchema, 202),
    read: async (id: string) => answer(await call("GET", "backtest/[id]", { id }), backtestAnswerSchema),
    count: async () => (await queryRows<{ n: number }>(database, sql`select count(*)::int as n from backtests`))[0]?.n,
    queued: async (): Promise<string[]> => {
      const jobs = await instance.services.queues().research.getJobs(["waiting", "delayed", "active"]);
      return jobs.map(({ data }) => data.backtestId);
    },
    /** As a worker would; answers the bytes that are kept. */
    async finish(id: string, result: BacktestResult = backtestResultFixture()): Promise<Buffer> {
      const bytes = Buffer.from(JSON.stringify(backtestResultSchema.parse(result)));
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      const summary = { verdict: result.verdict.kind, metrics: result.metrics };
      await finishBacktest(database, await claim(id), { deflated: deflateSync(bytes), sha256, summary }, Date.now());
      return bytes;
    },
    async fail(id: string, error: string): Promise<void> {
      await failBacktest(database, await claim(id), error, Date.now());
    },
    async clear(): Promise<void> {
      await queryRows(database, sql`truncate backtests, backtest_parts, candle_spans`);
      await instance.services.queues().research.obliterate({ force: true });
      const counts = await instance.redis.keys("ghostquant:rate*");
      if (counts.length > 0) await instance.redis.del(counts);
    },
    close: () => instance.close(),
  };
}
