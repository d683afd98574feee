import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DeliveryOutcome } from "@/lib/contracts/delivery";
import { messageFixture } from "@/lib/contracts/message.fixture";
import { HOUR_MS, SECOND_MS } from "@/lib/market/units";
import { findChannel } from "@/lib/store/channels";
import { claimDelivery, extendLease, insertTestDelivery } from "@/lib/store/deliveries";
import { queryRows } from "@/lib/store/query";
import { readInbox } from "@/lib/stream/inbox";
import { createAlertWorld, type Send, START } from "./alert-world.fixture";
import { attemptDelivery } from "./attempt-delivery";

let world: Awaited<ReturnType<typeof createAlertWorld>>;
beforeAll(async () => {
  world = await createAlertWorld(process.env, 15);
});
beforeEach(async () => {
  await world.empty();
  await world.webhook("hook");
  now = START;
});
afterAll(() => world.end());

let now = START;
const delivered: DeliveryOutcome = { kind: "delivered", providerId: "42", answer: "200 ok", movedTo: null };
const retry = (reason: string, retryAfterMs: number | null = null): DeliveryOutcome => ({
  kind: "retry",
  reason,
  retryAfterMs,
});
const worker = (send: Send) => world.worker({ send, wallNow: () => now });
const keep = (id: string, key = id) =>
  insertTestDelivery(world.database, { id, channelId: "hook", message: messageFixture({ key }) }, now);

interface Ledger {
  state: string;
  attempts: number;
  error: string | null;
  providerId: string | null;
  latencyMs: number | null;
  waitMs: number | null;
}
const ledger = async (id: string) =>
  (
    await queryRows<Ledger>(
      world.database,
      sql`select state, attempts, error, provider_id as "providerId", latency_ms as "latencyMs",
        (extract(epoch from next_attempt_at) * 1000 - ${now}::float8)::float8 as "waitMs" from deliveries where id = ${id}`,
    )
  )[0];
const attempts = (id: string) =>
  queryRows<{ attempt: number; outcome: string; answer: string }>(
    world.database,
    sql`select attempt, outcome, answer from delivery_attempts where delivery_id = ${id} order by attempt`,
  );

describe("a lease", () => {
  const policy = { leaseMs: 150 };

  it("lasts for as long as a slow receiver takes", async () => {
    await keep("slow");
    let hand: (outcome: DeliveryOutcome) => void = () => undefined;
    const send: Send = () =>
      new Promise((resolve) => {
        hand = resolve;
      });
    const attempt = attemptDelivery(world.worker({ send, wallNow: () => now, policy }), "slow");
    await expect.poll(async () => (await ledger("slow"))?.state).toBe("sent");
    now += 100_000;
    // Renewed: another worker that comes long after the first lease finds it taken.
    await expect.poll(async () => (await ledger("slow"))?.waitMs).toBe(150);
    expect((await claimDelivery(world.database, "slow", 150, now)).claimed).toBeNull();
    hand(delivered);
    expect(await attempt).toEqual({ state: "delivered" });
  });

  it("is not renewed over the worker that has taken the message", async () => {
    await keep("taken");
    const { claimed } = await claimDelivery(world.database, "taken", 150, now);
    now += 200;
    const second = await claimDelivery(world.database, "taken", 150, now);
    if (claimed === null || second.claimed === null) throw new Error("both should have been claimed");
    await extendLease(world.database, claimed, now + 99_000);
    expect((await ledger("taken"))?.waitMs).toBe(150);
  });
});

describe("an attempt", () => {
  it("writes down what was answered, with its time, and is over", async () => {
    await keep("one");
    now += 700;
    const keys: string[] = [];
    const context = worker(async (_, { key }) => {
      keys.push(key);
      now += 50;
      return delivered;
    });
    expect(await attemptDelivery(context, "one")).toEqual({ state: "delivered" });
    expect(await ledger("one")).toMatchObject({ state: "delivered", providerId: "42", latencyMs: 750, error: null });
    expect(await attempts("one")).toEqual([{ attempt: 1, outcome: "delivered", answer: "200 ok" }]);
    expect(await attemptDelivery(context, "one")).toEqual({ state: "not_ours" });
    expect(await attemptDelivery(context, "never was")).toEqual({ state: "not_ours" });
    expect(keys).toEqual(["one"]);
  });

  it("is made by one worker alone, however many have the job", async () => {
    await keep("one");
    let sent = 0;
    const send: Send = async () => {
      sent += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return delivered;
    };
    const states = await Promise.all(Array.from({ length: 8 }, () => attemptDelivery(worker(send), "one")));
    expect(sent).toBe(1);
    expect(states.filter(({ state }) => state === "delivered")).toHaveLength(1);
  });

  it("is repeated after growing waits, ten times at most, and then has failed with its reason", async () => {
    await keep("one");
    const waits: number[] = [];
    const context = worker(async () => retry("503 busy"));
    for (let n = 1; n <= 9; n += 1) {
      expect(await attemptDelivery(context, "one")).toEqual({ state: "queued" });
      expect(await attemptDelivery(context, "one")).toEqual({ state: "not_due" });
      const wait = (await ledger("one"))?.waitMs ?? 0;
      waits.push(Math.round(wait / SECOND_MS));
      now += wait;
    }
    expect(waits).toEqual([5, 20, 80, 320, 1_280, 5_120, 14_400, 14_400, 14_400]);
    expect(await attemptDelivery(context, "one")).toEqual({ state: "failed" });
    expect(await ledger("one")).toMatchObject({ error: "Given up after 10 attempts: 503 busy", waitMs: null });
    expect(await attempts("one")).toHaveLength(10);
  });

  it("gives up what could only be sent a day later", async () => {
    await keep("one");
    expect(
      await attemptDelivery(
        worker(async () => retry("429", 25 * HOUR_MS)),
        "one",
      ),
    ).toEqual({ state: "failed" });
  });

  it("is repeated under the same key when a worker died between sending and writing it down, and that is counted", async () => {
    await keep("one", "rule:coin:7");
    // Killed after the claim: whether it was sent nobody knows.
    await claimDelivery(world.database, "one", 45 * SECOND_MS, now);
    const keys: string[] = [];
    const context = worker(async (_, { key }) => {
      keys.push(key);
      return delivered;
    });
    now += 44 * SECOND_MS;
    expect(await attemptDelivery(context, "one")).toEqual({ state: "not_ours" });
    now += 2 * SECOND_MS;
    expect(await attemptDelivery(context, "one")).toEqual({ state: "delivered" });
    expect(keys).toEqual(["rule:coin:7"]);
    expect((await attempts("one")).map(({ outcome }) => outcome)).toEqual(["unknown", "delivered"]);
  });

  it("that throws is tried again, and does not tell what was thrown", async () => {
    await keep("one");
    await attemptDelivery(
      worker(() => Promise.reject(new Error("token 123 is wrong"))),
      "one",
    );
    expect(await ledger("one")).toMatchObject({ state: "queued", error: "The attempt failed in itself (Error)" });
  });
});

describe("a destination", () => {
  it("that asked for patience is left alone by all its messages until then", async () => {
    for (const id of ["one", "two"]) await keep(id);
    const answers = [retry("429 slow down", 30_000), delivered, delivered, delivered];
    let sent = 0;
    const context = worker(async () => answers[sent++] ?? delivered);
    await attemptDelivery(context, "one");
    expect(await attemptDelivery(context, "two")).toEqual({ state: "not_due" });
    await keep("three");
    expect(await attemptDelivery(context, "three")).toEqual({ state: "not_due" });
    expect(sent).toBe(1);
    now += 30_001;
    for (const id of ["one", "two", "three"])
      expect(await attemptDelivery(context, id)).toEqual({ state: "delivered" });
  });

  it("that is gone is switched off, fails what waited for it, and says so in the inbox once", async () => {
    for (const id of ["one", "two", "three"]) await keep(id);
    const context = worker(async () => ({ kind: "dead_channel", reason: "410 gone" }));
    const states = await Promise.all(["one", "two"].map((id) => attemptDelivery(context, id)));
    expect(states.every(({ state }) => state === "failed")).toBe(true);
    expect(await ledger("three")).toMatchObject({ state: "failed", error: "The channel was switched off: 410 gone" });
    expect(await findChannel(world.database, world.box, "hook")).toMatchObject({ disabledReason: "410 gone" });
    const told = await queryRows(world.database, sql`select key, reason from alert_firings`);
    expect(told).toEqual([{ key: "system:hook:1", reason: "The channel hook was switched off: 410 gone" }]);
    expect(await readInbox(world.redis)).toMatchObject({ sequence: 1, items: [{ alert_id: "system" }] });
  });

  it("that refuses one message is still there for the next", async () => {
    for (const id of ["one", "two"]) await keep(id);
    expect(
      await attemptDelivery(
        worker(async () => ({ kind: "refused", reason: "400 too long" })),
        "one",
      ),
    ).toEqual({
      state: "failed",
    });
    expect(
      await attemptDelivery(
        worker(async () => delivered),
        "two",
      ),
    ).toEqual({ state: "delivered" });
  });
});
