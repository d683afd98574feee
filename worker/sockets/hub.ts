import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { ALERTS_CHANNEL, type InboxState } from "@/lib/contracts/inbox";
import type { RankChanges } from "@/lib/contracts/rank-changes";
import { isRankChannel, rankChannel, type StreamState } from "@/lib/contracts/stream";
import { type Facts, tell } from "@/lib/facts";
import type { Logger } from "@/lib/log";
import type { UnixMs } from "@/lib/market/units";
import type { Change } from "@/lib/stream/topics";
import { type Client, createClient, type Visitor } from "./client";
import { createFrameBook, type FrameBook, heartbeatFrame, inboxFrame, rankFrame } from "./frames";
import { closeCodes, type SocketLimits } from "./limits";
import { createOutbox } from "./outbox";
import { readMessage } from "./read-message";
import type { Wire } from "./wire";

/** A client that was not heard for this many heartbeats (and at least 45 s) is gone. */
const SILENT_HEARTBEATS = 2.5;
const SILENT_MS_MIN = 45_000;

/** Channels that are cut out of the board. */
const isBoardChannel = (channel: string): boolean => channel !== ALERTS_CHANNEL && !isRankChannel(channel);

export interface HubReadings {
  clients: number;
  framesSent: number;
  /** How often a client fell behind. */
  slowConsumers: number;
  /** Frames not sent because their client was behind. */
  framesDropped: number;
}

/** Who listens to what. It is told states and changes, and hands out frames; it asks nobody anything. */
export interface Hub {
  /** `wire` is what the socket speaks over. */
  connect(socket: WebSocket, wire: Duplex, visitor: Visitor): void;
  /** A change that follows the last state: one update per channel. */
  publish(state: StreamState, change: Change): void;
  /** A state that does not follow the last one: everybody starts over from a snapshot. */
  restart(state: StreamState): void;
  /** What changed within one window; `follows` when the frame before had the sequence before. */
  publishRanks(changes: RankChanges, follows: boolean): void;
  /** What the inbox holds, and what has just come into it; null when that does not follow the frame before. */
  publishInbox(inbox: InboxState, added: InboxState | null): void;
  heartbeat(): void;
  /** Looks after clients that are behind; to be called every second or so. */
  tend(): void;
  countFrom(address: string): number;
  readings(): HubReadings;
  closeAll(): void;
}

export interface HubOptions {
  limits: SocketLimits;
  heartbeatMs: number;
  /** What frames say. */
  wallNow: () => UnixMs;
  /** Milliseconds of a clock that nobody sets: silence and lag are measured by it. */
  steadyNow: () => number;
  log: Logger;
}

export function createHub({ limits, heartbeatMs, wallNow, steadyNow, log }: HubOptions): Hub {
  const clients = new Set<Client>();
  /** How many listen to each channel. */
  const listeners = new Map<string, number>();
  const perAddress = new Map<string, number>();
  const behind = new Set<Client>();
  let book: FrameBook | null = null;
  const rankSnapshots = new Map<string, Wire>();
  let inboxSnapshot: Wire | null = null;
  let framesSent = 0;
  let slowConsumers = 0;
  let framesDropped = 0;
  /** Why we closed a client; one that is not in it left by itself. */
  const ends = new Map<Client, Facts["socket.ended"]["reason"]>();

  function end(client: Client, code: number, words: string, reason: Facts["socket.ended"]["reason"]): void {
    ends.set(client, reason);
    client.close(code, words);
  }

  function deliver(client: Client, bytes: readonly Buffer[], frames: number): void {
    const outcome = client.send(bytes, steadyNow());
    if (outcome === "sent") framesSent += frames;
    if (outcome === "behind") framesDropped += frames;
    if (outcome !== "behind" || behind.has(client)) return;
    behind.add(client);
    slowConsumers += 1;
    log.debug({ address: client.address }, "A client fell behind");
  }

  const outbox = createOutbox({ coalesceMs: limits.coalesceMs, deliver });

  function snapshotOf(channel: string): Wire | null {
    if (channel === ALERTS_CHANNEL) return inboxSnapshot;
    return isRankChannel(channel) ? (rankSnapshots.get(channel) ?? null) : (book?.snapshot(channel) ?? null);
  }

  /** The owner's alerts are for nobody else's ears; everything else is for everybody who was let in. */
  function withoutForbidden(client: Client, wanted: readonly string[]): string[] {
    if (client.hearsAlerts || !wanted.includes(ALERTS_CHANNEL)) return [...wanted];
    client.sendError("forbidden", "Only the owner may listen to alerts: sign in, or send a key with the scope alerts.");
    return wanted.filter((channel) => channel !== ALERTS_CHANNEL);
  }

  /** Sends what there is and says of which channels there is nothing yet. */
  function sendSnapshots(client: Client, wanted: Iterable<string>): void {
    const missing: string[] = [];
    for (const channel of wanted) {
      const frame = snapshotOf(channel);
      if (frame === null) missing.push(channel);
      else deliver(client, [frame.as(client.encoding)], 1);
    }
    if (missing.length === 0) return;
    client.sendError("no_data_yet", "There is no such data yet; subscribers get a snapshot when there is.", missing);
  }

  function subscribe(client: Client, wanted: readonly string[]): void {
    const fresh = [...new Set(withoutForbidden(client, wanted))];
    const added = fresh.filter((channel) => !client.channels.has(channel));
    if (client.channels.size + added.length > limits.subscriptions) {
      client.sendError("too_many_subscriptions", `At most ${limits.subscriptions} channels per connection.`);
      return;
    }
    outbox.catchUp(client);
    for (const channel of added) {
      client.channels.add(channel);
      listeners.set(channel, (listeners.get(channel) ?? 0) + 1);
    }
    if (added.length > 0) outbox.seat(client);
    sendSnapshots(client, fresh);
  }

  function unsubscribe(client: Client, unwanted: Iterable<string>): void {
    for (const channel of unwanted) {
      if (!client.channels.delete(channel)) continue;
      const left = (listeners.get(channel) ?? 1) - 1;
      if (left === 0) listeners.delete(channel);
      else listeners.set(channel, left);
    }
    outbox.seat(client);
  }

  function receive(client: Client, text: string): void {
    const read = readMessage(text);
    if (!read.ok) {
      client.sendError(read.code, read.message);
      return;
    }
    const { message, refused } = read;
    if (refused !== null) client.sendError(refused.code, refused.message);
    if (message.action === "snapshot") {
      outbox.catchUp(client);
      sendSnapshots(client, withoutForbidden(client, [message.channel]));
    } else if (message.action === "subscribe") subscribe(client, message.channels);
    else unsubscribe(client, message.channels);
  }

  function admitMessage(client: Client, bytes: number, now: number): boolean {
    if (!client.quota.take(now)) {
      const refusals = client.quota.refusals();
      if (refusals === 1) client.sendError("too_fast", `At most ${limits.messagesPerSecond} messages a second.`);
      if (refusals >= limits.refusalsBeforeClose) end(client, closeCodes.abuse, "too many messages", "abuse");
      return false;
    }
    if (bytes <= limits.messageBytes) return true;
    client.sendError("message_too_large", `A message may have at most ${limits.messageBytes} bytes.`);
    return false;
  }

  function forget(client: Client): void {
    unsubscribe(client, [...client.channels]);
    outbox.forget(client);
    behind.delete(client);
    if (!clients.delete(client)) return;
    tell("socket.ended", { reason: ends.get(client) ?? "left" });
    ends.delete(client);
    const left = (perAddress.get(client.address) ?? 1) - 1;
    if (left === 0) perAddress.delete(client.address);
    else perAddress.set(client.address, left);
  }

  return {
    connect(socket, wire, visitor) {
      const { address } = visitor;
      const client = createClient(socket, wire, visitor, limits, steadyNow());
      clients.add(client);
      perAddress.set(address, (perAddress.get(address) ?? 0) + 1);
      socket.on("message", (data, isBinary) => {
        const now = steadyNow();
        client.heard(now);
        // `ws` gives one Buffer for every message with its default binaryType.
        const bytes = data as Buffer;
        if (!admitMessage(client, bytes.byteLength, now)) return;
        if (isBinary) client.sendError("not_text", "A message must be text.");
        else receive(client, bytes.toString("utf8"));
      });
      socket.on("pong", () => client.heard(steadyNow()));
      // The close that follows says all there is to say.
      socket.on("error", (error) => log.debug({ err: error, address }, "A socket failed"));
      socket.on("close", () => forget(client));
    },
    publish(state, change) {
      book = createFrameBook(state, change, wallNow());
      for (const channel of listeners.keys()) {
        const frame = isBoardChannel(channel) ? book.update?.(channel) : undefined;
        if (frame !== undefined) outbox.push(channel, frame);
      }
    },
    restart(state) {
      book = createFrameBook(state, null, wallNow());
      for (const channel of listeners.keys()) {
        if (isBoardChannel(channel)) outbox.push(channel, book.snapshot(channel));
      }
    },
    publishRanks(changes, follows) {
      const now = wallNow();
      const channel = rankChannel(changes.window);
      const snapshot = rankFrame("rank_snapshot", changes, now);
      rankSnapshots.set(channel, snapshot);
      if (listeners.has(channel)) outbox.push(channel, follows ? rankFrame("rank_changes", changes, now) : snapshot);
    },
    publishInbox(inbox, added) {
      const now = wallNow();
      inboxSnapshot = inboxFrame("alerts_snapshot", inbox, now);
      if (!listeners.has(ALERTS_CHANNEL)) return;
      outbox.push(ALERTS_CHANNEL, added === null ? inboxSnapshot : inboxFrame("alerts", added, now));
    },
    heartbeat() {
      const now = steadyNow();
      const frame = heartbeatFrame(wallNow());
      const silentMs = Math.max(SILENT_MS_MIN, SILENT_HEARTBEATS * heartbeatMs);
      for (const client of clients) {
        if (now - client.heardAt() > silentMs) {
          end(client, closeCodes.tryLater, "no sign of life", "silent");
          continue;
        }
        deliver(client, [frame.as(client.encoding)], 1);
        client.ping();
      }
    },
    tend() {
      const now = steadyNow();
      for (const client of [...behind]) {
        const state = client.review(now);
        if (state === "hopeless") end(client, closeCodes.tryLater, "too slow", "too_slow");
        if (state === "lagging") continue;
        behind.delete(client);
        if (state !== "recovered") continue;
        // The snapshots have what waits in them.
        outbox.skip(client);
        sendSnapshots(client, client.channels);
      }
    },
    countFrom: (address) => perAddress.get(address) ?? 0,
    readings: () => ({ clients: clients.size, framesSent, slowConsumers, framesDropped }),
    closeAll() {
      outbox.close();
      for (const client of [...clients]) end(client, closeCodes.goingAway, "the server is stopping", "stopping");
    },
  };
}
