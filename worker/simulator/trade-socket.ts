import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, WebSocket, WebSocketServer } from "ws";
import { z } from "zod";
import type { Logger } from "@/lib/log";
import type { UnixMs } from "@/lib/market/units";
import type { Venue } from "@/lib/simulator/venue";
import type { FaultBench } from "./faults";
import type { TradeFeed, TradeListener } from "./trade-feed";

const BEAT_MS = 250;
const PING_MS = 20_000;
const PONG_PATIENCE_MS = 60_000;
const MOST_STREAMS = 1_024;
const MESSAGES_PER_SECOND = 5;
/** What a slow reader may owe before it is dropped. */
const MOST_BUFFERED_BYTES = 4_194_304;
const LONGEST_MESSAGE_BYTES = 131_072;
const SUFFIX = "@aggTrade";

const commandSchema = z.object({
  method: z.enum(["SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS"]),
  params: z.array(z.string()).default([]),
  id: z.union([z.number(), z.string(), z.null()]).default(null),
});
type Command = z.infer<typeof commandSchema>;

export interface TradeSocketOptions {
  readonly venue: Venue;
  readonly feed: TradeFeed;
  readonly faults: FaultBench;
  readonly now: () => UnixMs;
  readonly wallNow: () => UnixMs;
  readonly log: Logger;
}

export interface TradeSocket {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, url: URL): void;
  readonly connections: () => number;
  /** Announces the end as the venue does, and closes every connection. */
  stop(): void;
}

interface Client extends TradeListener {
  readonly socket: WebSocket;
  readonly combined: boolean;
  readonly streams: Map<string, string>;
  silent: boolean;
  pongAt: UnixMs;
  second: number;
  messages: number;
}

/** Binance's market streams: `/stream?streams=`, `/ws/<stream>` and both with SUBSCRIBE; trades only. */
export function createTradeSocket(options: TradeSocketOptions): TradeSocket {
  const server = new WebSocketServer({ noServer: true, maxPayload: LONGEST_MESSAGE_BYTES, perMessageDeflate: false });
  const clients = new Set<Client>();
  const timers = [
    setInterval(() => beat(options, clients), BEAT_MS),
    setInterval(() => ping(options, clients), PING_MS),
  ];
  for (const timer of timers) timer.unref();

  const connect = (socket: WebSocket, url: URL): void => {
    const client = createClient(socket, url.pathname.endsWith("/stream"), options.wallNow());
    clients.add(client);
    socket.on("pong", () => {
      client.pongAt = options.wallNow();
    });
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      clients.delete(client);
      unsubscribe(options, client, [...client.streams.keys()]);
    });
    socket.on("message", (data) => receive(options, client, data));
    if (!subscribe(options, client, streamsOf(url))) socket.close(1008, "Too many streams");
  };

  return {
    upgrade: (request, socket, head, url) =>
      server.handleUpgrade(request, socket, head, (client) => connect(client, url)),
    connections: () => clients.size,
    stop() {
      for (const timer of timers) clearInterval(timer);
      const text = JSON.stringify({ e: "serverShutdown", E: Math.floor(options.now()) });
      for (const client of clients) {
        client.send("!serverShutdown", text);
        client.socket.close(1001, "server shutdown");
        client.socket.terminate();
      }
    },
  };
}

function createClient(socket: WebSocket, combined: boolean, wallNow: UnixMs): Client {
  const client: Client = {
    socket,
    combined,
    streams: new Map(),
    silent: false,
    pongAt: wallNow,
    second: 0,
    messages: 0,
    send(streamName, trade) {
      if (client.silent || socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > MOST_BUFFERED_BYTES) return socket.terminate();
      socket.send(combined ? `{"stream":${JSON.stringify(streamName)},"data":${trade}}` : trade);
    },
  };
  return client;
}

function streamsOf(url: URL): string[] {
  const raw = /\/ws\/(.+)$/.exec(url.pathname)?.[1];
  const text = raw === undefined ? (url.searchParams.get("streams") ?? "") : decodeURIComponent(raw);
  return text.split("/").filter((name) => name !== "");
}

/** False, and nothing changed, when it would be too many; a stream that nobody publishes is accepted and silent. */
function subscribe({ venue, feed, now }: TradeSocketOptions, client: Client, names: readonly string[]): boolean {
  const fresh = new Set(names.filter((name) => !client.streams.has(name)));
  if (client.streams.size + fresh.size > MOST_STREAMS) return false;
  for (const name of fresh) {
    const symbol = name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length).toUpperCase() : "";
    client.streams.set(name, symbol);
    if (venue.find(symbol, now()) !== null) feed.listen(symbol, name, client, now());
  }
  return true;
}

function unsubscribe({ feed }: TradeSocketOptions, client: Client, names: readonly string[]): void {
  for (const name of names) {
    const symbol = client.streams.get(name);
    if (symbol !== undefined) feed.leave(symbol, client);
    client.streams.delete(name);
  }
}

function receive(options: TradeSocketOptions, client: Client, data: RawData): void {
  const second = Math.floor(options.wallNow() / 1_000);
  client.messages = second === client.second ? client.messages + 1 : 1;
  client.second = second;
  if (client.messages > MESSAGES_PER_SECOND) {
    client.socket.close(1008, "Too many requests");
    return;
  }
  const command = parseCommand(data);
  const answer = command === null ? { error: { code: 2, msg: "Invalid request" } } : obey(options, client, command);
  client.socket.send(JSON.stringify(answer));
}

function obey(options: TradeSocketOptions, client: Client, { method, params, id }: Command): unknown {
  if (method === "LIST_SUBSCRIPTIONS") return { result: [...client.streams.keys()], id };
  if (method === "UNSUBSCRIBE") unsubscribe(options, client, params);
  else if (!subscribe(options, client, params)) return { error: { code: 2, msg: "Too many streams" }, id };
  return { result: null, id };
}

function parseCommand(data: RawData): Command | null {
  try {
    return commandSchema.parse(JSON.parse(data.toString()));
  } catch {
    return null;
  }
}

function beat({ feed, faults, now, log }: TradeSocketOptions, clients: ReadonlySet<Client>): void {
  for (const client of clients) {
    if (faults.strikeSocket("cut-sockets")) client.socket.terminate();
    client.silent = faults.strikeSocket("silent-sockets");
  }
  try {
    feed.deliver(now());
  } catch (error) {
    log.error({ err: error }, "the market server failed to send trades");
  }
}

function ping({ wallNow }: TradeSocketOptions, clients: ReadonlySet<Client>): void {
  for (const client of clients) {
    if (wallNow() - client.pongAt > PONG_PATIENCE_MS) client.socket.terminate();
    else if (!client.silent) client.socket.ping();
  }
}
