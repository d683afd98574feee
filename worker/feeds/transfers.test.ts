import { beforeEach, expect, it, vi } from "vitest";
import type { WhaleAlertClient } from "@/lib/adapters/whale-alert/client";
import { insertOnChainTransfers } from "@/lib/store/on-chain-transfers";
import type { FeedContext } from "./feed-context";
import { createTransferLog, createTransferPoll } from "./transfers";

const NOW = Date.UTC(2026, 10, 21, 12);
const asset = { id: "btc", symbol: "BTC", name: "Bitcoin", priceUsd: 100 };
vi.mock("@/lib/store/coins", () => ({ upsertCoins: async () => new Map([["btc", 1]]) }));
vi.mock("@/lib/store/on-chain-transfers", () => ({ insertOnChainTransfers: vi.fn() }));
vi.mock("@/worker/refresh/read-visible", () => ({
  readStanding: async () => ({ visible: { snapshot: { board: { coins: [{ asset }] } } } }),
}));
beforeEach(() => vi.mocked(insertOnChainTransfers).mockReset());

it("stores a transfer that came while the store was away as soon as it is back, and once", async () => {
  let away = true;
  const attempt = async (_: string, work: (database: unknown) => Promise<void>) => {
    if (away) return { ok: false };
    await work({});
    return { ok: true };
  };
  const services = { db: { attempt }, draining: new AbortController().signal };
  const transfer = { id: "t1", at: NOW - 60_000, usd: 1_000_000, amount: 10_000, symbol: "BTC" };
  const answers = [[transfer], [], []];
  const client = { fetchTransfers: async () => ({ cursor: null, transfers: answers.shift() ?? [] }) };
  const log = createTransferLog();
  const context = { services, now: () => NOW } as unknown as FeedContext;
  const poll = createTransferPoll(context, client as unknown as WhaleAlertClient, log);
  await poll();
  expect(log.of("btc", NOW)).toHaveLength(1);
  away = false;
  await poll();
  await poll();
  const stored = vi.mocked(insertOnChainTransfers).mock.calls.map(([, rows]) => rows.map((row) => row.transfer.id));
  expect(stored).toEqual([["t1"]]);
});
