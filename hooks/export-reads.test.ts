import { afterEach, describe, expect, it, vi } from "vitest";
import type { WireFiring } from "@/lib/contracts/http/firings";
import { ledgerRows, readAudit } from "./export-reads";

const firing = {
  key: "k",
  alert_id: "a",
  alert_name: "SOL",
  coin_id: "sol",
  symbol: "SOL",
  time: "2026-11-21T14:00:00.000Z",
  value: 81,
  reason: "score 81",
  already_true: false,
  late: false,
  deferred_since: null,
  read: false,
  deliveries: [],
} satisfies WireFiring;

const delivery = {
  id: "d",
  channel_id: "c",
  kind: "email",
  label: "me",
  state: "delivered",
  attempts: [
    { time: "2026-11-21T14:00:01.000Z", took_ms: 800, outcome: "retry", answer: "451" },
    { time: "2026-11-21T14:01:01.000Z", took_ms: 700, outcome: "delivered", answer: "250" },
  ],
  latency_ms: 1,
  provider_id: null,
  error: null,
  grouped_with: 0,
} satisfies WireFiring["deliveries"][number];

afterEach(() => vi.unstubAllGlobals());

describe("the exported ledger", () => {
  it("has a row for every attempt, in their order", () => {
    const rows = ledgerRows({ ...firing, deliveries: [delivery] });
    expect(rows).toMatchObject([
      { key: "k", delivery_id: "d", attempt: 1, answer: "451", state: "delivered" },
      { key: "k", delivery_id: "d", attempt: 2, answer: "250" },
    ]);
  });

  it("loses no firing that nobody was told of or whose message still waits", () => {
    expect(ledgerRows(firing)).toMatchObject([{ key: "k", delivery_id: null }]);
    expect(ledgerRows({ ...firing, deliveries: [{ ...delivery, attempts: [] }] })).toMatchObject([
      { key: "k", delivery_id: "d", attempt: null },
    ]);
  });
});

describe("the exported log of writes", () => {
  const entry = (id: number) => ({ id, time: firing.time, actor: "owner", action: "x", target: null, address: null });
  const answer = (body: object, status = 200) => new Response(JSON.stringify(body), { status });

  it("is read to its end, and a refusal for too many requests is waited out", async () => {
    vi.useFakeTimers();
    const asked: string[] = [];
    const answers = [
      answer({ entries: [entry(3), entry(2)], next: 2 }),
      answer(
        { type: "about:blank", title: "Too many requests", status: 429, code: "rate_limited", detail: "wait" },
        429,
      ),
      answer({ entries: [entry(1)], next: null }),
    ];
    vi.stubGlobal("fetch", async (url: string) => {
      asked.push(url);
      return answers.shift();
    });
    const reading = readAudit(() => undefined);
    await vi.advanceTimersByTimeAsync(10_000);
    const { rows } = await reading;
    vi.useRealTimers();
    expect(rows.map((row) => (row as { id: number }).id)).toEqual([3, 2, 1]);
    expect(asked).toEqual([
      "/api/access/audit?limit=500",
      "/api/access/audit?limit=500&before=2",
      "/api/access/audit?limit=500&before=2",
    ]);
  });
});
