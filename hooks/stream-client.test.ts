import { beforeEach, describe, expect, it } from "vitest";
import { type Connection, type Socket, type StreamFrame, startStream } from "./stream-client";

class FakeSocket implements Socket {
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  send(text: string) {
    this.sent.push(text);
  }
  close() {
    this.onclose?.();
  }
  say(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const time = "2026-11-21T14:03:07.000Z";
const frame = (type: "snapshot" | "top_update", sequence: number) => ({
  type,
  channel: "all",
  sequence,
  timestamp: time,
  as_of: time,
  data: [],
  ...(type === "top_update" ? { removed: [] } : {}),
});

let sockets: FakeSocket[];
let timers: { work: () => void; ms: number }[];
let frames: StreamFrame[];
let connections: Connection[];

function start() {
  return startStream({
    channel: "all",
    connect: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    onFrame: (received) => frames.push(received),
    onConnection: (connection) => connections.push(connection),
    later: (work, ms) => {
      const timer = { work, ms };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    random: () => 1,
  });
}

beforeEach(() => {
  sockets = [];
  timers = [];
  frames = [];
  connections = [];
});

describe("startStream", () => {
  it("subscribes, takes the snapshot and follows contiguous patches", () => {
    start();
    sockets[0]!.onopen?.();
    expect(JSON.parse(sockets[0]!.sent[0]!)).toEqual({ action: "subscribe", channels: ["all"] });
    sockets[0]!.say(frame("top_update", 6));
    sockets[0]!.say(frame("snapshot", 7));
    sockets[0]!.say(frame("top_update", 7));
    sockets[0]!.say(frame("top_update", 8));
    expect(frames.map(({ type, sequence }) => [type, sequence])).toEqual([
      ["snapshot", 7],
      ["top_update", 8],
    ]);
    expect(connections).toEqual([{ kind: "open" }]);
  });

  it("asks for a snapshot at a gap and applies nothing until it came", () => {
    start();
    sockets[0]!.onopen?.();
    sockets[0]!.say(frame("snapshot", 7));
    sockets[0]!.say(frame("top_update", 9));
    sockets[0]!.say(frame("top_update", 10));
    expect(sockets[0]!.sent.slice(1).map((text) => JSON.parse(text))).toEqual([{ action: "snapshot", channel: "all" }]);
    expect(frames).toHaveLength(1);
    sockets[0]!.say(frame("snapshot", 10));
    sockets[0]!.say(frame("top_update", 11));
    expect(frames.map(({ sequence }) => sequence)).toEqual([7, 10, 11]);
  });

  it("survives bad messages and other channels", () => {
    start();
    sockets[0]!.onopen?.();
    sockets[0]!.onmessage?.({ data: "not json" });
    sockets[0]!.say({ type: "snapshot", channel: "all" });
    sockets[0]!.say({ ...frame("snapshot", 3), channel: "top50" });
    expect(frames).toEqual([]);
  });

  it("reconnects with growing waits, then says that it polls, and starts over after success", () => {
    start();
    const waits: number[] = [];
    for (let round = 0; round < 7; round++) {
      timers = [];
      sockets.at(-1)!.onclose?.();
      waits.push(timers.at(-1)!.ms);
      timers.at(-1)!.work();
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16000, 30000, 30000]);
    expect(connections.map((connection) => connection.kind)).toEqual([
      "reconnecting",
      "reconnecting",
      "reconnecting",
      "polling",
      "polling",
      "polling",
      "polling",
    ]);
    sockets.at(-1)!.onopen?.();
    expect(connections.at(-1)).toEqual({ kind: "open" });
    sockets.at(-1)!.onclose?.();
    expect(connections.at(-1)).toEqual({ kind: "reconnecting", attempt: 1 });
  });

  it("gives up a silent socket and stays stopped when stopped", () => {
    const client = start();
    sockets[0]!.onopen?.();
    sockets[0]!.say(frame("snapshot", 7));
    timers.find(({ ms }) => ms === 75_000)!.work();
    expect(connections.at(-1)).toEqual({ kind: "reconnecting", attempt: 1 });
    client.stop();
    expect(timers.filter(({ ms }) => ms === 1000)).toEqual([]);
  });
});
