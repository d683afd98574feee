import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import pino from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { writeBoard } from "@/lib/cache/momentum-board";
import { writeRankChanges } from "@/lib/cache/rank-changes";
import { createOwnRedis, type OwnRedis } from "@/lib/cache/redis.fixture";
import { createRedis } from "@/lib/connections";
import { snapshotFixture } from "@/lib/contracts/board.fixture";
import { toRankChangesData } from "@/lib/contracts/http/rank-changes-wire";
import { rankChangesFixture } from "@/lib/contracts/rank-changes.fixture";
import { type ServerMessage, type StreamState, serverMessageSchema } from "@/lib/contracts/stream";
import { applyBroadcast, type BroadcastRow, diffBroadcast } from "@/lib/momentum/broadcast";
import { rankWindowSchema } from "@/lib/momentum/rank-move";
import { publishPatch, publishRankChanges } from "@/lib/stream/publish";
import { rowsOfChannel } from "@/lib/stream/topics";
import type { SocketLimits } from "./limits";
import { createStreamServer } from "./stream-server";
import { type RedisWatch, watchRedis } from "./watch-redis";

const log = pino({ level: "silent" });
const COINS = 120;

/** A whole sidecar on a Redis of its own, with a hand on the worker's side. */
async function startSidecar(own: OwnRedis, limits: Partial<SocketLimits> = {}, heartbeatMs = 60_000) {
  const client = createRedis(own.url, "client", log);
  const subscriber = createRedis(own.url, "subscriber", log);
  const worker = createRedis(own.url, "client", log);
  let watch: RedisWatch | null = null;
  let clockAhead = 0;
  const server = createStreamServer({
    heartbeatMs,
    limits,
    sequence: () => watch?.follower.sequence() ?? null,
    wallNow: () => Date.now() + clockAhead,
    log,
  });
  const port = await server.listen(0, "127.0.0.1");
  watch = await watchRedis(client, subscriber, server.hub, log);
  let state: StreamState | null = null;
  return {
    server,
    watch,
    port,
    url: `ws://127.0.0.1:${port}/ws/momentum`,
    state: () => state!,
    setClockAhead: (ms: number) => {
      clockAhead = ms;
    },
    /** Does what the worker does at the end of a refresh; can die between writing and publishing. */
    async refresh(shift: number, { publish = true, fresh = false } = {}) {
      const sequence = fresh ? 1 : (state?.sequence ?? 0) + 1;
      const snapshot = snapshotFixture(COINS - (sequence % 2), sequence, shift);
      const previous: readonly BroadcastRow[] = fresh ? [] : (state?.rows ?? []);
      const { rows, changed, removed } = diffBroadcast(previous, snapshot.board.coins);
      const next = { sequence, asOf: snapshot.board.asOf, rows };
      expect(await writeBoard(worker, snapshot, next, fresh ? 0 : (state?.sequence ?? 0))).toBe(true);
      state = next;
      if (publish) await publishPatch(worker, { sequence, asOf: next.asOf, changed, removed });
    },
    /** Does what the worker does after that; can die between writing and publishing. */
    async tellRanks({ publish = true } = {}) {
      const sequence = state?.sequence ?? 0;
      const changes = rankWindowSchema.options.map((window) => rankChangesFixture(window, sequence));
      expect(await writeRankChanges(worker, sequence, changes)).toBe(true);
      if (publish) for (const one of changes) await publishRankChanges(worker, one);
    },
    async stop() {
      await server.close();
      await watch?.stop();
      for (const redis of [client, subscriber, worker]) redis.disconnect();
    },
  };
}
type Sidecar = Awaited<ReturnType<typeof startSidecar>>;

/** A client that checks every frame against the contract and keeps them. */
async function connect(url: string, options = {}) {
  const socket = new WebSocket(url, options);
  const frames: ServerMessage[] = [];
  let closed: number | null = null;
  socket.on("message", (data) => frames.push(serverMessageSchema.parse(JSON.parse(String(data)))));
  socket.on("close", (code) => {
    closed = code;
  });
  socket.on("error", () => undefined);
  await once(socket, "open");
  return {
    socket,
    frames,
    send: (message: unknown) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    closed: () => closed,
    of: <T extends ServerMessage["type"]>(type: T) =>
      frames.filter((frame): frame is Extract<ServerMessage, { type: T }> => frame.type === type),
  };
}
const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 });

describe("the stream sidecar", () => {
  let own: OwnRedis;
  const running: Sidecar[] = [];
  const start = async (limits?: Partial<SocketLimits>, heartbeatMs?: number) => {
    const sidecar = await startSidecar(own, limits, heartbeatMs);
    running.push(sidecar);
    return sidecar;
  };

  beforeEach(async () => {
    own = await createOwnRedis();
    await own.start();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((sidecar) => sidecar.stop()));
    await own.remove();
  });

  it("sends a snapshot on subscribe and one update per sequence and channel, without holes", async () => {
    const sidecar = await start();
    await sidecar.refresh(0);
    const client = await connect(sidecar.url);
    const channels = ["top50", "all", "symbol:c20", "symbol:NOBODY"];
    client.send({ action: "subscribe", channels });
    await until(() => expect(client.of("snapshot")).toHaveLength(4));
    for (let i = 1; i <= 5; i += 1) await sidecar.refresh(i % 2);
    await until(() => expect(client.of("top_update")).toHaveLength(20));
    for (const channel of channels) {
      const own = client.of("top_update").filter((frame) => frame.channel === channel);
      expect(own.map(({ sequence }) => sequence)).toEqual([2, 3, 4, 5, 6]);
      const first = client.of("snapshot").find((frame) => frame.channel === channel);
      const held = own.reduce((rows, { data, removed }) => applyBroadcast(rows, data, removed), first!.data);
      expect(held).toEqual(rowsOfChannel(channel, sidecar.state().rows));
    }
    client.send({ action: "unsubscribe", channels: ["all"] });
    client.send({ action: "snapshot", channel: "all" });
    await until(() => expect(client.of("snapshot")).toHaveLength(5));
    expect(client.of("snapshot").at(-1)).toMatchObject({ channel: "all", sequence: 6 });
    await sidecar.refresh(3);
    await until(() => expect(client.of("top_update")).toHaveLength(23));
  });

  it("sends the rank changes of a window at once and then one frame a board, without holes", async () => {
    const sidecar = await start();
    await sidecar.refresh(0);
    await sidecar.tellRanks();
    const client = await connect(sidecar.url);
    client.send({ action: "subscribe", channels: ["changes:15m", "changes:7d", "top50"] });
    await until(() => expect(client.of("rank_snapshot").map(({ sequence }) => sequence)).toEqual([1, 1]));
    for (let i = 1; i <= 3; i += 1) {
      await sidecar.refresh(i);
      await sidecar.tellRanks();
    }
    for (const since of ["15m", "7d"] as const) {
      const own = () => client.of("rank_changes").filter(({ channel }) => channel === `changes:${since}`);
      await until(() => expect(own().map(({ sequence }) => sequence)).toEqual([2, 3, 4]));
      expect(own().every(({ data }) => data.since === since)).toBe(true);
      expect(own().at(-1)?.data).toEqual(toRankChangesData(rankChangesFixture(since, 4)));
    }
    client.send({ action: "unsubscribe", channels: ["changes:7d"] });
    client.send({ action: "snapshot", channel: "changes:1h" });
    await until(() => expect(client.of("rank_snapshot").at(-1)).toMatchObject({ channel: "changes:1h", sequence: 4 }));
  });

  it("starts a window over with a snapshot when its changes were written and never published", async () => {
    const sidecar = await start();
    await sidecar.refresh(0);
    const client = await connect(sidecar.url);
    client.send({ action: "subscribe", channels: ["changes:1h"] });
    await until(() => expect(client.of("error")).toMatchObject([{ code: "no_data_yet", channels: ["changes:1h"] }]));
    await sidecar.tellRanks();
    await until(() => expect(client.of("rank_snapshot").at(-1)?.sequence).toBe(1));
    await sidecar.refresh(1);
    await sidecar.tellRanks({ publish: false });
    await sidecar.refresh(2);
    await sidecar.tellRanks();
    await until(() => expect(client.of("rank_snapshot").at(-1)?.sequence).toBe(3));
    await sidecar.refresh(3);
    await sidecar.tellRanks();
    await until(() => expect(client.of("rank_changes").map(({ sequence }) => sequence)).toEqual([4]));
  });

  it.each([
    ["with compression", {}, "permessage-deflate"],
    ["without compression", { perMessageDeflate: false }, ""],
    ["with a window as small as ours", { perMessageDeflate: { serverMaxWindowBits: 12 } }, "permessage-deflate"],
    ["without compression when the window asked for is smaller", { perMessageDeflate: { serverMaxWindowBits: 9 } }, ""],
  ])("serves a client %s the same frames", async (_name, options, extension) => {
    const sidecar = await start();
    await sidecar.refresh(0);
    await until(() => expect(sidecar.watch.follower.sequence()).toBe(1));
    const client = await connect(sidecar.url, options);
    expect(client.socket.extensions).toBe(extension);
    client.send({ action: "subscribe", channels: ["all", "symbol:C3"] });
    await until(() => expect(client.of("snapshot")).toHaveLength(2));
    await sidecar.refresh(1);
    await sidecar.refresh(2);
    await until(() => expect(client.of("top_update")).toHaveLength(4));
    const own = client.of("top_update").filter(({ channel }) => channel === "all");
    const held = own.reduce(
      (rows, { data, removed }) => applyBroadcast(rows, data, removed),
      client.of("snapshot")[0]!.data,
    );
    expect(held).toEqual(rowsOfChannel("all", sidecar.state().rows));
    client.send({ action: "snapshot", channel: "top50" });
    await until(() => expect(client.of("snapshot").at(-1)).toMatchObject({ channel: "top50", sequence: 3 }));
  });

  it("keeps every sequence in order for one that subscribes while frames wait to leave together", async () => {
    const sidecar = await start({ coalesceMs: 300 });
    await sidecar.refresh(0);
    const client = await connect(sidecar.url);
    client.send({ action: "subscribe", channels: ["top50"] });
    await until(() => expect(client.of("snapshot")).toHaveLength(1));
    // The first leaves at once, the others wait.
    for (let i = 1; i <= 4; i += 1) await sidecar.refresh(i);
    await until(() => expect(sidecar.watch.follower.sequence()).toBe(5));
    client.send({ action: "subscribe", channels: ["all"] });
    await until(() => expect(client.of("snapshot")).toHaveLength(2));
    await sidecar.refresh(5);
    await until(() => expect(client.of("top_update").filter(({ channel }) => channel === "all")).toHaveLength(1));
    const told = (channel: string) =>
      client.frames.flatMap((frame) => ("channel" in frame && frame.channel === channel ? [frame.sequence] : []));
    expect(told("top50")).toEqual([1, 2, 3, 4, 5, 6]);
    expect(told("all")).toEqual([5, 6]);
  });

  it("refuses one bad channel by its name and serves the others of the list", async () => {
    const sidecar = await start();
    await sidecar.refresh(0);
    await until(() => expect(sidecar.watch.follower.sequence()).toBe(1));
    const client = await connect(sidecar.url);
    client.send({ action: "subscribe", channels: ["top50", "changes:2h"] });
    await until(() => expect(client.of("snapshot").map(({ channel }) => channel)).toEqual(["top50"]));
    expect(client.of("error")).toMatchObject([
      { code: "bad_channels", message: expect.stringContaining("changes:2h") },
    ]);
    await sidecar.refresh(1);
    await until(() => expect(client.of("top_update")).toHaveLength(1));
  });

  it("finds a sequence that was written and never published, and repairs it with snapshots", async () => {
    const sidecar = await start();
    await sidecar.refresh(0);
    const client = await connect(sidecar.url);
    client.send({ action: "subscribe", channels: ["top50"] });
    await until(() => expect(client.of("snapshot")).toHaveLength(1));
    await sidecar.refresh(1, { publish: false });
    await until(() => expect(client.of("snapshot").at(-1)?.sequence).toBe(2));
    await sidecar.refresh(2, { publish: false });
    await sidecar.refresh(3);
    await until(() => expect(client.of("snapshot").at(-1)?.sequence).toBe(4));
    await sidecar.refresh(4);
    await until(() => expect(client.of("top_update").at(-1)?.sequence).toBe(5));
    expect(sidecar.watch.follower.gapsRepaired()).toBe(2);
  });

  it("survives the loss of Redis and everything in it", async () => {
    const sidecar = await start();
    await sidecar.refresh(0);
    const client = await connect(sidecar.url);
    client.send({ action: "subscribe", channels: ["all"] });
    await until(() => expect(client.of("snapshot")).toHaveLength(1));
    await own.kill();
    client.send({ action: "snapshot", channel: "all" });
    await until(() => expect(client.of("snapshot")).toHaveLength(2));
    await own.start();
    await vi.waitFor(() => sidecar.refresh(5, { fresh: true }), { timeout: 10_000 });
    await until(() => expect(client.of("snapshot").length).toBeGreaterThanOrEqual(2));
    await sidecar.refresh(6);
    await sidecar.refresh(7);
    await until(() => {
      const last = client.frames.findLast((frame) => "sequence" in frame);
      expect(last).toMatchObject({ sequence: 3 });
    });
    expect(client.closed()).toBeNull();
  });

  it("answers malformed messages and keeps the socket open", async () => {
    const sidecar = await start();
    const client = await connect(sidecar.url);
    client.send({ action: "subscribe", channels: ["all"] });
    for (const text of ["{", '{"action":"x"}', '{"action":"subscribe","channels":["?"]}', "x".repeat(5_000)])
      client.send(text);
    client.socket.send(Buffer.from([0, 1, 2]), { binary: true });
    await until(() => expect(client.of("error")).toHaveLength(6));
    expect(client.of("error").map(({ code }) => code)).toEqual([
      "no_data_yet",
      "not_json",
      "unknown_action",
      "bad_channels",
      "message_too_large",
      "not_text",
    ]);
    await sidecar.refresh(0);
    await until(() => expect(client.of("snapshot")).toHaveLength(1));
  });

  it("enforces subscriptions, message rate, frame size and clients per address", async () => {
    const sidecar = await start({ refusalsBeforeClose: 30, clientsPerAddress: 2 });
    await sidecar.refresh(0);
    const client = await connect(sidecar.url);
    client.send({ action: "subscribe", channels: Array.from({ length: 50 }, (_, i) => `symbol:C${i}`) });
    client.send({ action: "subscribe", channels: ["all"] });
    await until(() => expect(client.of("error").at(-1)?.code).toBe("too_many_subscriptions"));
    for (let i = 0; i < 200; i += 1) client.send({ action: "snapshot", channel: "all" });
    await until(() => expect(client.closed()).toBe(1008));
    expect(client.of("error").at(-1)?.code).toBe("too_fast");

    const huge = await connect(sidecar.url);
    huge.send("x".repeat(70_000));
    await until(() => expect(huge.closed()).toBe(1009));

    const headers = { "x-forwarded-for": "203.0.113.5" };
    const two = [await connect(sidecar.url, { headers }), await connect(sidecar.url, { headers })];
    await expect(refusalOf(sidecar.url, { headers })).resolves.toBe(429);
    two[0]!.socket.close();
    await until(() => expect(sidecar.server.hub.countFrom("203.0.113.5")).toBe(1));
    await connect(sidecar.url, { headers });
  });

  it("lets only our own pages and programs in", async () => {
    const sidecar = await start();
    await expect(refusalOf(sidecar.url, { origin: "https://evil.example" })).resolves.toBe(403);
    await expect(refusalOf(sidecar.url, { origin: "null" })).resolves.toBe(403);
    await expect(refusalOf(sidecar.url.replace("/ws/momentum", "/ws/other"))).resolves.toBe(404);
    await connect(sidecar.url, { origin: "http://127.0.0.1:3000" });
  });

  it("drops a slow client to a fresh snapshot without slowing the others", async () => {
    const sidecar = await start({ laggingBytes: 64 * 1024 });
    await sidecar.refresh(0);
    const slow = await openRaw(sidecar.port, ["all"]);
    const quick = await connect(sidecar.url);
    quick.send({ action: "subscribe", channels: ["all"] });
    await until(() => expect(quick.of("snapshot")).toHaveLength(1));
    slow.pause();
    const readings = () => sidecar.server.hub.readings();
    let sent = 0;
    while (readings().slowConsumers === 0 && sent < 1_500) {
      sent += 1;
      await sidecar.refresh(sent % 2);
    }
    expect(readings().slowConsumers).toBe(1);
    const last = sidecar.state().sequence;
    await until(() => expect(quick.of("top_update").at(-1)?.sequence).toBe(last));
    slow.resume();
    await until(() => expect(slow.text()).toContain(`"type":"snapshot","channel":"all","sequence":${last}`));
    slow.destroy();
  });

  it("gives up on a client that never catches up", async () => {
    const sidecar = await start({ laggingBytes: 64 * 1024, stuckMs: 500 });
    await sidecar.refresh(0);
    const slow = await openRaw(sidecar.port, ["all"]);
    slow.pause();
    for (let sent = 0; sidecar.server.hub.readings().slowConsumers === 0 && sent < 1_500; sent += 1) {
      await sidecar.refresh(sent % 2);
    }
    await until(() => expect(sidecar.server.hub.readings().clients).toBe(0));
    slow.destroy();
  });

  it("sends heartbeats to everybody, also to those who subscribed to nothing", async () => {
    const sidecar = await start({}, 100);
    const clients = await Promise.all([connect(sidecar.url), connect(sidecar.url)]);
    await until(() => {
      for (const client of clients) expect(client.of("heartbeat").length).toBeGreaterThanOrEqual(2);
    });
  });

  it("closes nobody for a silence that only a clock set ahead has made", async () => {
    const sidecar = await start({}, 50);
    const client = await connect(sidecar.url);
    await until(() => expect(client.of("heartbeat").length).toBeGreaterThan(1));
    sidecar.setClockAhead(3_600_000);
    const before = client.of("heartbeat").length;
    await until(() => expect(client.of("heartbeat").length).toBeGreaterThan(before + 2));
    expect(client.closed()).toBeNull();
  });

  it("answers /health and says goodbye with 1001 when it stops", async () => {
    const sidecar = await start();
    await sidecar.refresh(0);
    await until(() => expect(sidecar.watch.follower.sequence()).toBe(1));
    const client = await connect(sidecar.url);
    const health = await fetch(`http://127.0.0.1:${sidecar.port}/health`);
    expect(await health.json()).toEqual({ status: "ok", clients: 1, sequence: 1 });
    expect((await fetch(`http://127.0.0.1:${sidecar.port}/ws/momentum`)).status).toBe(426);
    const startedAt = performance.now();
    await running.splice(running.indexOf(sidecar), 1)[0]!.stop();
    expect(client.closed()).toBe(1001);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

function refusalOf(url: string, options = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, options);
    socket.on("unexpected-response", (_request, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on("open", () => reject(new Error("it was let in")));
    socket.on("error", () => undefined);
  });
}

/** A client below the WebSocket library, which would read whether we want or not. */
async function openRaw(port: number, channels: string[]): Promise<Socket & { text(): string }> {
  const socket = createConnection({ port, host: "127.0.0.1" });
  let received = "";
  socket.on("error", () => undefined);
  socket.write(
    "GET /ws/momentum HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  socket.on("data", (chunk) => {
    received = (received + chunk.toString("latin1")).slice(-2_000_000);
  });
  await once(socket, "data");
  const message = Buffer.from(JSON.stringify({ action: "subscribe", channels }));
  // A masked text frame with a mask of zeros.
  socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | message.length, 0, 0, 0, 0]), message]));
  await vi.waitFor(() => expect(received).toContain('"type":"snapshot"'));
  return Object.assign(socket, { text: () => received });
}
