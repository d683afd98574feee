import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { openTradeStream, type StreamProblem, type TradeStream, type TradeStreamOptions } from "./trade-stream";

let server: WebSocketServer;
let base = "";
let sockets: WebSocket[] = [];
let dialled: string[] = [];
let stream: TradeStream | null = null;
let got: string[] = [];
let problems: StreamProblem[] = [];
let connected: string[][] = [];

async function listen(port: number): Promise<void> {
  server = new WebSocketServer({ host: "127.0.0.1", port });
  server.on("connection", (socket: WebSocket, request: IncomingMessage) => {
    sockets.push(socket);
    dialled.push(decodeURIComponent(request.url ?? ""));
  });
  await once(server, "listening");
}

async function stopServer(): Promise<void> {
  for (const client of server.clients) client.terminate();
  await new Promise((resolve) => server.close(resolve));
}

beforeEach(async () => {
  [sockets, dialled, got, problems, connected] = [[], [], [], [], []];
  await listen(0);
  base = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  stream?.close();
  await stopServer();
});

function open(options: Partial<TradeStreamOptions> = {}): TradeStream {
  stream = openTradeStream({
    wsBase: base,
    pairs: [{ pair: "ABCUSDT", multiplier: 1 }],
    onTrades: (pair, trades) => got.push(...trades.map(({ id }) => `${pair} ${id}`)),
    onConnected: (pairs) => connected.push([...pairs]),
    onProblem: (problem) => problems.push(problem),
    random: () => 0.5,
    ...options,
    times: { backoffMs: 5, backoffMsMax: 40, ...options.times },
  });
  return stream;
}

const frame = (id: number, pair = "ABCUSDT") =>
  JSON.stringify({
    stream: `${pair.toLowerCase()}@aggTrade`,
    data: {
      e: "aggTrade",
      E: 1_700_000_000_000,
      s: pair,
      a: id,
      p: "1.5",
      q: "2",
      f: 1,
      l: 1,
      T: 1_700_000_000_000,
      m: true,
    },
  });
const socketNumber = async (index: number): Promise<WebSocket> => {
  await expect.poll(() => sockets.length, { timeout: 5_000 }).toBeGreaterThan(index);
  return sockets[index] as WebSocket;
};

describe("openTradeStream", () => {
  it("hands on the trades of every pair, over as many connections as they need", async () => {
    const pairs = Array.from({ length: 5 }, (_, index) => ({ pair: `C${index}USDT`, multiplier: 1 }));
    open({ pairs, pairsPerConnection: 2 });
    await socketNumber(2);
    await expect.poll(() => connected.length).toBe(3);
    expect(dialled.sort()).toEqual([
      "/stream?streams=c0usdt@aggTrade/c1usdt@aggTrade",
      "/stream?streams=c2usdt@aggTrade/c3usdt@aggTrade",
      "/stream?streams=c4usdt@aggTrade",
    ]);
    for (const [index, url] of dialled.entries())
      sockets[index]?.send(frame(index, /c\dusdt/.exec(url)?.[0].toUpperCase()));
    await expect.poll(() => got.length).toBe(3);
    expect(stream?.stats()).toMatchObject({ connections: 3, connected: 3, trades: 3, malformed: 0 });
  });

  it("refuses more pairs a connection than Binance takes", () => {
    expect(() => open({ pairsPerConnection: 1_001 })).toThrow("1000");
  });

  it("counts malformed frames and strangers, and goes on", async () => {
    open();
    const socket = await socketNumber(0);
    for (const wrong of ["", "{", "null", "[]", '{"stream":"x","data":7}', frame(1, "XYZUSDT"), frame(1.5)])
      socket.send(wrong);
    socket.send(JSON.stringify({ result: null, id: 1 }));
    socket.send(frame(2));
    await expect.poll(() => got).toEqual(["ABCUSDT 2"]);
    expect(stream?.stats().malformed).toBe(7);
    expect(problems).toHaveLength(7);
  });

  it("comes back after a cut, and says of which pairs trades may be missing", async () => {
    open();
    (await socketNumber(0)).terminate();
    (await socketNumber(1)).send(frame(9));
    await expect.poll(() => got).toEqual(["ABCUSDT 9"]);
    expect(problems).toEqual([{ kind: "disconnected", pairs: ["ABCUSDT"], reason: expect.any(String) }]);
    expect(connected).toHaveLength(2);
    expect(stream?.stats()).toMatchObject({ reconnects: 1, connected: 1 });
  });

  it("gives a silent socket up although it is open", async () => {
    open({ times: { silenceMs: 60 } });
    await socketNumber(1);
    expect(problems[0]).toMatchObject({ kind: "disconnected", reason: "silent" });
  });

  it("keeps a quiet socket that the server still pings, and answers the pings", async () => {
    open({ times: { silenceMs: 150 } });
    const socket = await socketNumber(0);
    let pongs = 0;
    socket.on("pong", () => pongs++);
    const pinging = setInterval(() => socket.ping(), 20);
    await expect.poll(() => pongs, { timeout: 5_000 }).toBeGreaterThan(15);
    clearInterval(pinging);
    expect(problems).toEqual([]);
    expect(sockets).toHaveLength(1);
  });

  it("replaces a connection that pings without trades, and loses none meanwhile", async () => {
    open({ times: { silenceMs: 200, tradeSilenceMs: 100 } });
    const first = await socketNumber(0);
    const pinging = setInterval(() => first.ping(), 10);
    await socketNumber(1);
    clearInterval(pinging);
    expect(problems).toEqual([]);
  });

  it("takes another connection before Binance ends this one, and closes it only then", async () => {
    open({ times: { lifeMs: 60 } });
    const first = await socketNumber(0);
    const ended = once(first, "close");
    const second = await socketNumber(1);
    await ended;
    second.send(frame(3));
    await expect.poll(() => got).toEqual(["ABCUSDT 3"]);
    expect(problems).toEqual([]);
  });

  it("moves at once when the server announces its end", async () => {
    open();
    const first = await socketNumber(0);
    first.send(JSON.stringify({ stream: "!serverShutdown", data: { e: "serverShutdown", E: 1 } }));
    (await socketNumber(1)).send(frame(4));
    await expect.poll(() => got).toEqual(["ABCUSDT 4"]);
    expect(problems).toEqual([]);
  });

  it("keeps trying while there is no server, ever more slowly, and comes back with it", async () => {
    const port = (server.address() as AddressInfo).port;
    await stopServer();
    open();
    await expect.poll(() => problems.length, { timeout: 5_000 }).toBeGreaterThan(3);
    await listen(port);
    (await socketNumber(0)).send(frame(5));
    await expect.poll(() => got).toEqual(["ABCUSDT 5"]);
  });

  it("is silent after close, and dials no more", async () => {
    const opened = open();
    const socket = await socketNumber(0);
    opened.close();
    await once(socket, "close");
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(sockets).toHaveLength(1);
    expect(problems).toEqual([]);
  });
});
