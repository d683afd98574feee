import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { callRoute, findRoutes, type Instance, openInstance } from "@/app/api/routes.fixture";
import { writeBoard } from "@/lib/cache/momentum-board";
import { snapshotFixture, streamStateFixture } from "@/lib/contracts/board.fixture";
import {
  alertCreatedSchema,
  alertPreviewSchema,
  alertsListSchema,
  alertTestedSchema,
  wireAlertSchema,
} from "@/lib/contracts/http/alerts";
import { firingsListSchema, firingsReadSchema } from "@/lib/contracts/http/firings";
import { problemSchema } from "@/lib/contracts/http/problem";
import { watchlistSchema, watchlistsSchema } from "@/lib/contracts/http/watchlists";
import type { BoardSnapshot } from "@/lib/contracts/snapshots";
import { createApiKey } from "@/lib/http/api-key";
import { HOUR_MS, MINUTE_MS } from "@/lib/market/units";
import { insertFirings } from "@/lib/store/alert-firings";
import { deleteRule, findRule, RULES_MAX, replaceRule } from "@/lib/store/alert-rules";
import { endRules } from "@/lib/store/alert-states";
import { insertApiKey } from "@/lib/store/api-keys";
import { CHANNELS_MAX, createChannel, disableChannel, listChannels } from "@/lib/store/channels";
import { upsertCoins } from "@/lib/store/coins";
import { insertDeliveries } from "@/lib/store/deliveries";
import { writeMomentumSlot } from "@/lib/store/momentum-history";
import { inTransaction, queryRows } from "@/lib/store/query";

const NOW = Date.now();
const routes = await findRoutes();
let instance: Instance;
let key: string;
let board: BoardSnapshot;

/** A fresh board: coin-20 has a score of its own, coin-30 and coin-31 share a symbol. */
function freshBoard(): BoardSnapshot {
  const snapshot = snapshotFixture(60, 1);
  const coins = snapshot.board.coins.map((coin, index) => ({
    ...coin,
    score: coin.asset.id === "coin-20" ? 74.2 : coin.score,
    asset: {
      ...coin.asset,
      lastUpdatedAt: NOW,
      observedAt: NOW,
      symbol: index === 30 || index === 31 ? "DUP" : coin.asset.symbol,
    },
  }));
  const full = snapshot.board.full === null ? null : { ...snapshot.board.full, refreshedAt: NOW, everySeconds: 3_600 };
  return { ...snapshot, board: { ...snapshot.board, coins, full, asOf: NOW, writtenAt: NOW } };
}

async function call(method: string, path: string, body: unknown = {}, query = ""): Promise<Response> {
  const [where = "", id] = path.split(":");
  const route = routes.find((one) => one.method === method && one.path === `/api/market/${where}`);
  if (route === undefined) throw new Error(`There is no ${method} ${where}`);
  const headers = { "x-api-key": key };
  if (query === "") return callRoute(route, { headers, body, ...(id === undefined ? {} : { id }) });
  const request = new Request(`http://gq.example/api/market/${where}?${query}`, { headers });
  return route.handler(request, { params: Promise.resolve({}) });
}

async function answer<S extends z.ZodType>(response: Response, schema: S, status = 200): Promise<z.infer<S>> {
  const body = await response.json();
  expect([response.status, body]).toEqual([status, expect.anything()]);
  return schema.parse(body);
}

const count = async (table: string) =>
  (
    await queryRows<{ n: number }>(
      instance.services.database,
      sql`select count(*)::int as n from ${sql.identifier(table)}`,
    )
  )[0]?.n;

const create = async (body: unknown) => answer(await call("POST", "alerts", body), alertCreatedSchema, 201);
const above = (threshold: number) => ({
  scope: { kind: "coin", coinId: "coin-20" },
  when: { type: "score_above", threshold },
});

beforeAll(async () => {
  instance = await openInstance(process.env.TEST_DATABASE_URL, {
    SMTP_HOST: "mail.example.org",
    ALERT_EMAIL_FROM: "GhostQuant <alerts@example.org>",
  });
  const made = createApiKey();
  key = made.key;
  await insertApiKey(instance.services.database, {
    id: randomUUID(),
    name: "alerts",
    prefix: made.prefix,
    hash: made.hash,
    scopes: ["alerts"],
    expiresAt: null,
  });
  board = freshBoard();
  expect(await writeBoard(instance.redis, board, streamStateFixture(board), 0)).toBe(true);
});
afterEach(async () => {
  await queryRows(
    instance.services.database,
    sql`truncate alert_rules, alert_states, alert_firings, channels, deliveries, delivery_firings, watchlists`,
  );
  // A test is faster than anybody may be.
  const counts = await instance.redis.keys("ghostquant:rate*");
  if (counts.length > 0) await instance.redis.del(counts);
});
afterAll(() => instance.close());

describe("POST /market/alerts", () => {
  it("takes the contract's short body and answers in its words", async () => {
    const created = await create({
      user_contact: "trader@example.org",
      symbol: "c20",
      alert_type: "score_above",
      threshold: 80,
      channels: ["email", "inbox"],
    });
    expect(created).toEqual({
      alert_id: expect.any(String),
      status: "created",
      message: "Alert created for C20 (score_above 80.0)",
      already_true: false,
    });
    const rule = await findRule(instance.services.database, created.alert_id);
    expect(rule).toMatchObject({ scope: { kind: "coin", coinId: "coin-20" }, cooldownMinutes: 15, state: "active" });
    const channels = await listChannels(instance.services.database, instance.services.box);
    expect(channels.map(({ config }) => config)).toEqual([
      { kind: "inbox" },
      { kind: "email", address: "trader@example.org" },
    ]);
    expect(rule?.channelIds).toEqual([channels[1]?.id, "inbox"]);
  });

  it("makes a channel once, and says when the condition holds already", async () => {
    const body = {
      user_contact: "Trader@example.org",
      symbol: "coin-20",
      alert_type: "score_above",
      threshold: 70,
      channels: ["email"],
    };
    expect((await create(body)).already_true).toBe(true);
    await create({ ...body, user_contact: "trader@EXAMPLE.org" });
    await create({ ...body, user_contact: "" });
    expect(await count("channels")).toBe(1);
    expect(await count("alert_rules")).toBe(3);
  });

  const short = { symbol: "C20", alert_type: "score_above", threshold: 80 };
  it.each<[string, unknown, string, string]>([
    ["an unknown symbol", { ...short, symbol: "C2O" }, "symbol", "no coin has the symbol or id C2O; near it are"],
    [
      "an ambiguous symbol",
      { ...short, symbol: "dup" },
      "symbol",
      "2 coins have the symbol dup; name one by id: coin-30, coin-31",
    ],
    ["no symbol", { ...short, symbol: " " }, "symbol", "must be a coin's symbol or id"],
    ["an unknown type", { ...short, alert_type: "score_over" }, "alert_type", "score_above"],
    ["a score above 100", { ...short, threshold: 100.5 }, "threshold", "must be a score from 0 to 100"],
    ["no threshold", { ...short, threshold: undefined }, "threshold", "must be a score from 0 to 100"],
    ["not a number", { ...short, threshold: "NaN" }, "threshold", "must be a number"],
    [
      "a price of nothing",
      { ...short, alert_type: "price_below", threshold: 0 },
      "threshold",
      "must be a price above 0",
    ],
    ["a share above 1", { ...short, alert_type: "whale_seen", threshold: 60 }, "threshold", "must be from 0 to 1"],
    ["an unknown kind of channel", { ...short, channels: ["fax"] }, "channels.0", "email"],
    [
      "a kind that is not set up",
      { ...short, channels: ["telegram"], user_contact: "1" },
      "channels",
      "telegram is not set up on this server; set up are email, push, webhook, discord, inbox",
    ],
    [
      "a bad e-mail address",
      { ...short, channels: ["email"], user_contact: "me@" },
      "user_contact",
      "must be an e-mail address",
    ],
    ["no address at all", { ...short, channels: ["email"] }, "user_contact", "must be an e-mail address"],
    [
      "a bad URL",
      { ...short, channels: ["webhook"], user_contact: "hook" },
      "user_contact",
      "must be an https address",
    ],
    [
      "a private URL",
      { ...short, channels: ["webhook", "email"], user_contact: "https://169.254.169.254/latest" },
      "user_contact",
      "private, local or reserved",
    ],
    [
      "a URL without TLS",
      { ...short, channels: ["webhook"], user_contact: "http://203.0.113.7/x" },
      "user_contact",
      "https://",
    ],
    ["push without a browser", { ...short, channels: ["push"] }, "channels", "push needs a browser"],
    ["an over-long contact", { ...short, user_contact: "x".repeat(2_001) }, "user_contact", "2000"],
    ["a name with NUL in it", { ...above(80), name: "a\u0000b" }, "name", "without NUL"],
    ["half a character", { ...above(80), name: "\ud83d" }, "name", "half of a surrogate pair"],
    ["an over-long name", { ...above(80), name: "x".repeat(121) }, "name", "must be 120 characters at most"],
    ["an unknown channel", { ...above(80), channel_ids: ["nope"] }, "channel_ids", "no channel has the id nope"],
    [
      "an unknown coin",
      { ...above(80), scope: { kind: "coin", coinId: "nothing-like-it" } },
      "scope.coinId",
      "no coin has the symbol or id",
    ],
    [
      "an unknown watchlist",
      { ...above(80), scope: { kind: "watchlist", watchlistId: "w" } },
      "scope.watchlistId",
      "no watchlist has the id w",
    ],
    ["an end in the past", { ...above(80), expires_at: "2020-01-01T00:00:00Z" }, "expires_at", "must be in the future"],
    [
      "a level that cannot be reached",
      { ...above(80), hysteresis: 81 },
      "hysteresis",
      "must leave a level that can be reached",
    ],
    [
      "too many conditions",
      { ...above(80), when: { match: "any", of: Array.from({ length: 9 }, () => above(80).when) } },
      "when",
      "at most 8 conditions",
    ],
    [
      "a time that is none",
      { ...above(80), mutes: [{ days: [1], from: "24:00", to: "07:00" }] },
      "mutes.0.from",
      "must be a time such as 22:30",
    ],
  ])("refuses %s, says what is allowed, and keeps nothing", async (_what, body, path, message) => {
    const problem = await answer(await call("POST", "alerts", body), problemSchema, 400);
    expect(problem.errors).toContainEqual({ path, message: expect.stringContaining(message) });
    expect([await count("alert_rules"), await count("channels")]).toEqual([0, 0]);
  });

  it("names the coins that may have been meant", async () => {
    const problem = await answer(await call("POST", "alerts", { ...short, symbol: "DUP" }), problemSchema, 400);
    expect(problem.candidates?.map(({ id }) => id)).toEqual(["coin-30", "coin-31"]);
  });

  it("refuses a channel that is disabled, with its reason", async () => {
    const { database, box } = instance.services;
    await createChannel(database, box, { id: "c", label: "", config: { kind: "email", address: "gone@example.org" } });
    await disableChannel(database.db, "c", "550 no such user", NOW);
    const body = { ...short, channels: ["email"], user_contact: "gone@example.org" };
    const problem = await answer(await call("POST", "alerts", body), problemSchema, 400);
    expect(problem.detail).toContain("550 no such user");
  });

  it("refuses one rule too many, and makes no channel for it", async () => {
    await queryRows(
      instance.services.database,
      sql`insert into alert_rules (id, state, version, body) select 'r' || n, 'paused', 1, '{}' from generate_series(1, ${RULES_MAX}) n`,
    );
    const body = { ...short, channels: ["email"], user_contact: "trader@example.org" };
    const problem = await answer(await call("POST", "alerts", body), problemSchema, 400);
    expect(problem.detail).toContain("There are 50000 alerts, as many as there may be");
    expect([await count("alert_rules"), await count("channels")]).toEqual([RULES_MAX, 0]);
  });
});

describe("channels that are made with alerts", () => {
  it("are no way around how many there may be, not even at once", async () => {
    const { database, box } = instance.services;
    for (let index = 1; index < CHANNELS_MAX; index += 1) {
      await createChannel(database, box, {
        id: `c${index}`,
        label: "",
        config: { kind: "email", address: `${index}@x.org` },
      });
    }
    const bodies = ["one", "two", "three"].map((name) => ({
      symbol: "C20",
      alert_type: "score_above",
      threshold: 80,
      channels: ["email"],
      user_contact: `${name}@y.org`,
    }));
    const responses = await Promise.all(bodies.map((body) => call("POST", "alerts", body)));
    expect(responses.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    expect([await count("channels"), await count("alert_rules")]).toEqual([CHANNELS_MAX, 1]);
  });
});

describe("an alert", () => {
  it("is listed with what it stands at and why it has not fired", async () => {
    const { alert_id: id } = await create({ ...above(80), name: "Mine" });
    await create({ scope: { kind: "coin", coinId: "C25" }, when: { type: "cluster_change" } });
    const { total, alerts } = await answer(await call("GET", "alerts"), alertsListSchema);
    expect(total).toBe(2);
    const mine = alerts.find((alert) => alert.id === id);
    expect(mine).toMatchObject({ name: "Mine", state: "active", version: 1, firings: 0 });
    expect(mine?.sentence).toContain("When C20's score reaches 80 or more.");
    expect(mine?.standings).toMatchObject([
      { state: "armed", value: 74.2, distance: 5.8, sentence: "Score 74.2, fires at 80: 5.8 points away." },
    ]);
    const ofOne = await answer(await call("GET", "alerts", {}, "coin=c20&state=active&per_page=1"), alertsListSchema);
    expect([ofOne.total, ofOne.alerts[0]?.id]).toEqual([1, id]);
    await answer(await call("GET", "alerts", {}, "state=gone"), problemSchema, 400);
  });

  it("keeps what a change does not name, as its next version", async () => {
    const { alert_id: id } = await create({ ...above(80), name: "Mine", cooldown_minutes: 3, repeat: "once" });
    const paused = await answer(await call("PATCH", `alerts/[id]:${id}`, { state: "paused" }), wireAlertSchema);
    expect(paused).toMatchObject({ state: "paused", version: 2, name: "Mine" });
    expect(paused.rule).toMatchObject({ cooldown_minutes: 3, repeat: "once", when: { threshold: 80 } });
    expect(paused.standings[0]?.sentence).toBe("Paused: not judged.");
    const wrong = await answer(await call("PATCH", `alerts/[id]:${id}`, { channel_ids: ["nope"] }), problemSchema, 400);
    expect(wrong.detail).toContain("no channel has the id nope");
    expect(await findRule(instance.services.database, id)).toMatchObject({ version: 2 });
  });

  it("keeps all of two changes at once, and stays ended when the worker ended it meanwhile", async () => {
    const { database } = instance.services;
    for (let round = 1; round <= 5; round += 1) {
      const { alert_id: id } = await create(above(80));
      const patches = [{ name: `Name ${round}` }, { cooldown_minutes: round }, { repeat: "once" }];
      const responses = await Promise.all(patches.map((patch) => call("PATCH", `alerts/[id]:${id}`, patch)));
      expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
      const rule = await findRule(database, id);
      expect(rule).toMatchObject({ name: `Name ${round}`, cooldownMinutes: round, repeat: "once", version: 4 });
    }
    const { alert_id: id } = await create({ ...above(80), repeat: "once" });
    const before = await findRule(database, id);
    if (before === null) throw new Error("there is no such rule");
    await inTransaction(database, (tx) => endRules(tx, [{ id, version: 1 }]));
    expect(await replaceRule(database, before, { ...before, name: "Too late" })).toBe("changed meanwhile");
    expect(await findRule(database, id)).toMatchObject({ state: "ended", name: "", version: 1 });
    await deleteRule(database, id);
    expect(await replaceRule(database, before, before)).toBe("gone");
  });

  it("answers an address with NUL in it as a mistake of whoever asks", async () => {
    expect((await call("GET", "alerts/[id]:\0")).status).toBe(400);
    expect((await call("DELETE", "alerts/[id]:\0")).status).toBe(400);
    expect((await call("GET", "firings", {}, "alert_id=%00")).status).toBe(400);
  });

  it("begins anew when it is to look at something else, with its episodes still counted", async () => {
    const { alert_id: id } = await create(above(80));
    await queryRows(
      instance.services.database,
      sql`insert into alert_states values (now(), now(), 4, false, ${id}, 'coin-20')`,
    );
    await call("PATCH", `alerts/[id]:${id}`, { name: "Renamed" });
    const state = () =>
      queryRows(instance.services.database, sql`select armed, episodes from alert_states where rule_id = ${id}`);
    expect(await state()).toEqual([{ armed: false, episodes: 4 }]);
    await call("PATCH", `alerts/[id]:${id}`, { when: { type: "score_above", threshold: 75 } });
    expect(await state()).toEqual([{ armed: true, episodes: 4 }]);
  });

  it("is copied paused, and deleted for good", async () => {
    const { alert_id: id } = await create({ ...above(80), name: "Mine" });
    const copy = await answer(await call("POST", `alerts/[id]/duplicate:${id}`), alertCreatedSchema, 201);
    expect(copy.message).toBe("Alert created for C20 (score_above 80.0), paused");
    expect(await findRule(instance.services.database, copy.alert_id)).toMatchObject({ name: "Mine", state: "paused" });
    expect((await call("DELETE", `alerts/[id]:${id}`)).status).toBe(204);
    for (const [method, path] of [
      ["GET", "alerts/[id]"],
      ["PATCH", "alerts/[id]"],
      ["DELETE", "alerts/[id]"],
      ["POST", "alerts/[id]/duplicate"],
      ["POST", "alerts/[id]/test"],
    ] as const) {
      expect((await call(method, `${path}:${id}`)).status).toBe(404);
    }
  });

  it("that has ended is not changed but copied", async () => {
    const { alert_id: id } = await create(above(80));
    await queryRows(instance.services.database, sql`update alert_rules set state = 'ended' where id = ${id}`);
    const problem = await answer(await call("PATCH", `alerts/[id]:${id}`, { state: "active" }), problemSchema, 400);
    expect(problem.detail).toContain("this alert has ended");
  });

  it("sends a test by the way of a firing, to each of its channels", async () => {
    const { alert_id: nowhere } = await create(above(80));
    const refused = await answer(await call("POST", `alerts/[id]/test:${nowhere}`), problemSchema, 400);
    expect(refused.detail).toContain("add a channel");
    const { alert_id: id } = await create({
      symbol: "C20",
      alert_type: "score_above",
      threshold: 80,
      channels: ["email", "inbox"],
      user_contact: "trader@example.org",
    });
    const { delivery_ids: ids } = await answer(await call("POST", `alerts/[id]/test:${id}`), alertTestedSchema, 202);
    expect(ids).toHaveLength(2);
    const rows = await queryRows<{ state: string; test: boolean; title: string }>(
      instance.services.database,
      sql`select state, test, message->>'title' as title from deliveries order by state`,
    );
    expect(rows).toEqual([
      { state: "delivered", test: true, title: "Test: C20 score above 80" },
      { state: "queued", test: true, title: "Test: C20 score above 80" },
    ]);
  });
});

describe("POST /market/alerts/preview", () => {
  it("says how often it would have fired on what is stored, and keeps nothing", async () => {
    const { database } = instance.services;
    const coins = board.board.coins.filter(({ asset }) => ["coin-20", "coin-21"].includes(asset.id));
    const keys = await upsertCoins(
      database,
      coins.map(({ asset: { id, symbol, name } }) => ({ id, symbol, name })),
    );
    const start = NOW - 40 * HOUR_MS;
    for (let slot = 0; slot < 24; slot++) {
      const scored = coins.map((coin) => ({
        ...coin,
        score: slot % 4 === 2 ? 85 : 60,
        asset: { ...coin.asset, priceUsd: 100 + slot },
      }));
      await writeMomentumSlot(database, start + slot * 30 * MINUTE_MS, scored, keys, 60);
    }
    const preview = await answer(await call("POST", "alerts/preview", above(80)), alertPreviewSchema);
    expect(preview).toMatchObject({ total: 6, storms: 0, already_true: false, coins: 1, gaps: [], suggestion: null });
    expect(preview.firings[0]).toMatchObject({ coin_id: "coin-20", symbol: "C20", value: 85 });
    expect(preview.outcomes[0]).toMatchObject({ hours: 1, n: 5 });
    expect(preview.outcomes[0]?.worst).toBeCloseTo((100 * 2) / 118, 3);
    expect(preview.sentence).toContain("Would have fired 6 times in the 1d 16h on record.");
    const both = { ...above(80), scope: { kind: "filter", filter: { minScore: 50 } } };
    const many = await answer(await call("POST", "alerts/preview", both), alertPreviewSchema);
    expect(many).toMatchObject({ total: 12, coins: 50, already_true: true });
    expect(many.notes).toContain("Played on the 50 best ranked of 60 coins that pass the filter now.");
    const short = { symbol: "C20", alert_type: "whale_seen", channels: ["telegram"] };
    const whales = await answer(await call("POST", "alerts/preview", short), alertPreviewSchema);
    expect([whales.total, whales.sentence]).toEqual([0, "Cannot be played: history does not keep whale confidence."]);
    expect(await count("alert_rules")).toBe(0);
    await answer(await call("POST", "alerts/preview", above(101)), problemSchema, 400);
  });
});

describe("firings", () => {
  it("are listed with the fate of every delivery, and read once", async () => {
    const { database, box } = instance.services;
    const { alert_id: id } = await create({ ...above(80), name: "Mine" });
    await createChannel(database, box, {
      id: "mail",
      label: "Desk",
      config: { kind: "email", address: "a@example.org" },
    });
    const firings = [1, 2].map((episode) => ({
      key: `${id}:coin-20:${episode}`,
      ruleId: id,
      ruleVersion: 1,
      coinId: "coin-20",
      symbol: "C20",
      episode,
      at: NOW - HOUR_MS + episode * MINUTE_MS,
      sequence: episode,
      value: 83.7,
      alreadyTrue: false,
      deferredSince: null,
      late: false,
      reason: "C20 score 83.7, at or above 80",
    }));
    const message = {
      key: "m",
      title: "t",
      lines: [],
      path: "/alerts",
      at: NOW,
      late: false,
      test: false,
      firings: [],
    };
    await inTransaction(database, async (tx) => {
      await insertFirings(tx, firings);
      const firingKeys = firings.map((firing) => firing.key);
      await insertDeliveries(
        tx,
        [
          { id: "d1", channelId: "mail", message, firingKeys, notBefore: NOW },
          { id: "d2", channelId: "inbox", message, firingKeys: firingKeys.slice(0, 1), notBefore: NOW },
        ],
        new Map([["mail", "550 no such user"]]),
        NOW,
      );
    });
    const listed = await answer(await call("GET", "firings", {}, `alert_id=${id}&limit=1`), firingsListSchema);
    expect(listed).toMatchObject({ total: 2, unread: 2 });
    expect(listed.firings).toMatchObject([
      {
        key: `${id}:coin-20:2`,
        alert_name: "Mine",
        read: false,
        deliveries: [
          { id: "d1", kind: "email", label: "Desk", state: "failed", error: "550 no such user", grouped_with: 1 },
        ],
      },
    ]);
    const second = await answer(await call("GET", "firings", {}, "limit=1&page=2"), firingsListSchema);
    expect(second.firings[0]?.deliveries.map(({ kind, state }) => [kind, state])).toEqual([
      ["email", "failed"],
      ["inbox", "delivered"],
    ]);
    const keys = [`${id}:coin-20:2`];
    expect(await answer(await call("POST", "firings/read", { keys }), firingsReadSchema)).toEqual({ read: 1 });
    expect(await answer(await call("POST", "firings/read", { keys }), firingsReadSchema)).toEqual({ read: 0 });
    const unread = await answer(await call("GET", "firings", {}, "unread=true"), firingsListSchema);
    expect([unread.total, unread.unread, unread.firings[0]?.key]).toEqual([1, 1, `${id}:coin-20:1`]);
    expect(await answer(await call("POST", "firings/read", { all: true }), firingsReadSchema)).toEqual({ read: 1 });
    await answer(await call("POST", "firings/read", { keys: [] }), problemSchema, 400);
  });
});

describe("watchlists", () => {
  const make = async (name: string, coins: string[] = []) =>
    answer(await call("POST", "watchlists", { name, coin_ids: coins }), watchlistSchema, 201);
  const names = async () =>
    (await answer(await call("GET", "watchlists"), watchlistsSchema)).watchlists.map(({ name }) => name);

  it("are made, ordered, filled and deleted", async () => {
    const first = await make("Majors", ["bitcoin", "ethereum", "bitcoin"]);
    expect(first.coin_ids).toEqual(["bitcoin", "ethereum"]);
    await make("Memes");
    const third = await make("Layer 1");
    expect(await names()).toEqual(["Majors", "Memes", "Layer 1"]);
    await call("PATCH", `watchlists/[id]:${third.id}`, { position: 0 });
    expect(await names()).toEqual(["Layer 1", "Majors", "Memes"]);
    const changed = await answer(
      await call("PATCH", `watchlists/[id]:${first.id}`, { coin_ids: ["solana"], name: "One" }),
      watchlistSchema,
    );
    expect(changed).toEqual({ id: first.id, name: "One", position: 1, coin_ids: ["solana"] });
    expect((await call("DELETE", `watchlists/[id]:${first.id}`)).status).toBe(204);
    expect((await call("DELETE", `watchlists/[id]:${first.id}`)).status).toBe(404);
    expect((await call("PATCH", `watchlists/[id]:${first.id}`, { name: "x" })).status).toBe(404);
    await answer(await call("POST", "watchlists", { name: " " }), problemSchema, 400);
  });

  it("that an alert watches stay", async () => {
    const { id } = await make("Majors", ["coin-20", "coin-21"]);
    const scope = { kind: "watchlist", watchlistId: id };
    const { alert_id: alertId, message } = await create({ ...above(99), scope });
    expect(message).toBe("Alert created for Majors (score_above 99.0)");
    const alert = await answer(await call("GET", `alerts/[id]:${alertId}`), wireAlertSchema);
    expect(alert.standings.map((standing) => standing.coin_id)).toEqual(["coin-21", "coin-20"]);
    const problem = await answer(await call("DELETE", `watchlists/[id]:${id}`), problemSchema, 400);
    expect(problem.detail).toContain("1 alert watches this list");
    await call("DELETE", `alerts/[id]:${alertId}`);
    expect((await call("DELETE", `watchlists/[id]:${id}`)).status).toBe(204);
  });
});

describe("lists of what is the owner's", () => {
  it.each(["alerts", "firings", "watchlists"])(
    "answer 304 at %s to whoever has it, and may be kept by him alone",
    async (path) => {
      await create(above(70));
      const ask = async (headers: Record<string, string>) => {
        const route = routes.find((one) => one.method === "GET" && one.path === `/api/market/${path}`);
        if (route === undefined) throw new Error(`There is no GET ${path}`);
        return callRoute(route, { headers: { "x-api-key": key, ...headers } });
      };
      const first = await ask({});
      expect([first.status, first.headers.get("cache-control")]).toEqual([200, "private, no-cache"]);
      const etag = first.headers.get("etag") ?? "";
      await new Promise((resolve) => setTimeout(resolve, 20));
      const again = await ask({ "if-none-match": etag });
      expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
      expect((await ask({ "x-api-key": "gq_made-up", "if-none-match": etag })).status).toBe(401);
    },
  );
});
