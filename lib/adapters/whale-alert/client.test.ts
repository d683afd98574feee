import { Writable } from "node:stream";
import pino from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AppError } from "@/lib/errors";
import {
  cut,
  hang,
  json,
  recordingBudget,
  type ScriptedServer,
  startScriptedServer,
  text,
} from "../scripted-server.fixture";
import { createWhaleAlertClient } from "./client";

const KEY = "wa-topsecret-0123456789";
const START = 1_700_000_000_000;

let server: ScriptedServer;
let logged = "";

beforeEach(async () => {
  logged = "";
  server = await startScriptedServer();
});

afterEach(async () => {
  await server.close();
});

function clientWith(options: { maxAttempts?: number; timeoutMs?: number; pagesMax?: number } = {}) {
  const spending = recordingBudget();
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  const client = createWhaleAlertClient({
    baseUrl: `${server.base}/v1`,
    apiKey: KEY,
    budget: spending.budget,
    retry: { maxAttempts: options.maxAttempts ?? 1, backoffMs: 1 },
    timeoutMs: options.timeoutMs ?? 300,
    pagesMax: options.pagesMax ?? 10,
    random: () => 0.5,
    log: pino({ level: "trace" }, sink),
  });
  return { client, ...spending };
}

const transaction = (id: string, over: object = {}) => ({
  blockchain: "ethereum",
  symbol: "eth",
  id,
  transaction_type: "transfer",
  hash: `hash-${id}`,
  from: { address: "aa", owner: "gemini", owner_type: "exchange" },
  to: { address: "bb", owner_type: "unknown" },
  timestamp: 1_700_000_100,
  amount: 60,
  amount_usd: 729_320.5,
  transaction_count: 1,
  ...over,
});
const page = (cursor: string, transactions: unknown[]) =>
  json({ result: "success", cursor, count: transactions.length, transactions });
const lastPage = (cursor: string) => json({ result: "success", cursor, count: 0 });
const query = { startAt: START, minUsd: 500_000 };
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: AppError) => error,
  );
const exchange = { address: "cc", owner: "binance", owner_type: "exchange" };
const unknown = { address: "dd", owner_type: "unknown" };

describe("createWhaleAlertClient", () => {
  it("pages by cursor until nothing more comes, an absent list included, and takes each transfer once", async () => {
    server.script = [
      page("c1", [transaction("2", { timestamp: 1_700_000_200 }), transaction("1")]),
      page("c2", [transaction("2", { timestamp: 1_700_000_200 }), transaction("3", { timestamp: 1_700_000_300 })]),
      lastPage("c2"),
    ];
    const { client, taken } = clientWith();
    const { transfers, cursor, complete } = await client.fetchTransfers(query);
    expect(transfers.map(({ id }) => id)).toEqual(["ethereum:1", "ethereum:2", "ethereum:3"]);
    expect([cursor, complete]).toEqual(["c2", true]);
    expect(taken).toEqual([1, 1, 1]);
    expect(server.asked.map(({ url }) => url.search)).toEqual([
      "?start=1700000000&min_value=500000&limit=100",
      "?start=1700000000&min_value=500000&limit=100&cursor=c1",
      "?start=1700000000&min_value=500000&limit=100&cursor=c2",
    ]);
  });

  it("goes on from an earlier cursor, and says when it left something for the next call", async () => {
    server.script = [page("c8", [transaction("8")]), page("c9", [transaction("9")])];
    const { client } = clientWith({ pagesMax: 2 });
    const read = await client.fetchTransfers({ ...query, cursor: "c7" });
    expect(server.asked[0]?.url.searchParams.get("cursor")).toBe("c7");
    expect([read.cursor, read.complete]).toEqual(["c9", false]);
  });

  it("does not read for ever a page that points to itself", async () => {
    server.script = [page("same", [transaction("1")])];
    expect((await clientWith().client.fetchTransfers(query)).complete).toBe(true);
    expect(server.asked).toHaveLength(2);
  });

  it("reads the direction from who owns the two ends", async () => {
    server.script = [
      page("c", [
        transaction("1", { from: unknown, to: exchange }),
        transaction("2", { from: exchange, to: unknown }),
        transaction("3", { from: exchange, to: exchange }),
        transaction("4", { from: unknown, to: { owner_type: "unknown" }, symbol: "Usdt" }),
      ]),
      lastPage("c"),
    ];
    const { transfers } = await clientWith().client.fetchTransfers(query);
    expect(transfers.map(({ direction }) => direction)).toEqual(["in", "out", "between_exchanges", "unlabelled"]);
    expect(transfers[0]).toMatchObject({
      symbol: "ETH",
      at: 1_700_000_100_000,
      from: "dd",
      to: "binance",
      usd: 729_320.5,
    });
    expect(transfers[3]).toMatchObject({ symbol: "USDT", to: null });
  });

  it("counts what is no transfer and what is malformed", async () => {
    server.script = [
      page("c", [
        transaction("1", { transaction_type: "mint" }),
        transaction("2", { amount_usd: "many" }),
        transaction("3", { from: undefined }),
        null,
        transaction("4"),
      ]),
      lastPage("c"),
    ];
    const { transfers, dropped } = await clientWith().client.fetchTransfers(query);
    expect(transfers).toHaveLength(1);
    expect(dropped).toEqual({ malformed_row: 3, not_a_transfer: 1 });
  });

  it("sends the key in a header only, and lets it into no error and no log line", async () => {
    server.script = [
      json({ result: "error", message: `invalid api_key ${KEY}` }, 401),
      text(`bad gateway for ${KEY}`, 502),
    ];
    const { client } = clientWith();
    const refused = await failure(client.fetchTransfers(query));
    const down = await failure(clientWith({ maxAttempts: 2 }).client.fetchTransfers(query));
    expect(refused).toMatchObject({ code: "unauthorized", retryable: false });
    expect(down).toMatchObject({ code: "upstream_unavailable", retryable: true });
    for (const { url, headers } of server.asked) {
      expect(url.href).not.toContain(KEY);
      expect(headers["x-wa-api-key"]).toBe(KEY);
    }
    expect(logged).toContain("Whale Alert failed");
    expect(`${logged} ${refused?.message} ${down?.message}`).not.toContain(KEY);
  });

  it("after 429 pauses every copy for as long as it is asked to", async () => {
    server.script = [json({ result: "error", message: "limit" }, 429, { "retry-after": "30" })];
    const { client, pauses } = clientWith();
    expect(await failure(client.fetchTransfers(query))).toMatchObject({ code: "rate_limited", retryAfterMs: 30_000 });
    expect(pauses[0]).toBeGreaterThan(29_000);
  });

  it("tries again after an outage, a cut and nonsense, and gives a hanging server up", async () => {
    server.script = [json({}, 503), cut, json({ unexpected: true }), lastPage("c")];
    const { client } = clientWith({ maxAttempts: 4 });
    expect((await client.fetchTransfers(query)).transfers).toEqual([]);
    server.script = [hang];
    expect(await failure(clientWith({ timeoutMs: 50 }).client.fetchTransfers(query))).toMatchObject({
      retryable: true,
    });
  });

  it("refuses a key that no header can carry", () => {
    const make = () =>
      createWhaleAlertClient({
        baseUrl: server.base,
        apiKey: "two\nlines",
        budget: recordingBudget().budget,
        random: () => 0,
        log: pino({ level: "silent" }),
      });
    expect(make).toThrow("WHALE_ALERT_API_KEY");
  });
});
