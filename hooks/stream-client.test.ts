import { beforeEach, describe, expect, it } from "vitest";
import { StreamChannels, type StreamFrame } from "./stream-channels";
import { type Connection, type Socket, startStream } from "./stream-client";

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
let channels: StreamChannels;
let connections: Connection[];

function start() {
  channels.follow("all", (frame) => frames.push(frame));
  return startStream({
    channels,
    connect: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
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
  channels = new StreamChannels();
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

  const rankFrame = (type: "rank_snapshot" | "rank_changes", sequence: number) => ({
    ...frame("snapshot", sequence),
    type,
    channel: "changes:1h",
    data: { since: "1h", minutes: 60, total: 0, changes: [], entered: [], entered_total: 0, previous_at: null },
  });
  const sentBy = (socket: FakeSocket) => socket.sent.map((text) => JSON.parse(text));

  it("carries more channels on the same socket, each with its own sequence and its own gaps", () => {
    start();
    const ranks: [string, number][] = [];
    sockets[0]!.onopen?.();
    sockets[0]!.say(frame("snapshot", 7));
    const leave = channels.follow("changes:1h", ({ type, sequence }) => ranks.push([type, sequence]));
    sockets[0]!.say(rankFrame("rank_changes", 4));
    sockets[0]!.say(rankFrame("rank_snapshot", 5));
    sockets[0]!.say(rankFrame("rank_changes", 6));
    sockets[0]!.say(rankFrame("rank_changes", 8));
    sockets[0]!.say(frame("top_update", 8));
    expect(ranks).toEqual([
      ["rank_snapshot", 5],
      ["rank_changes", 6],
    ]);
    expect(frames.map(({ sequence }) => sequence)).toEqual([7, 8]);
    leave();
    sockets[0]!.say(rankFrame("rank_snapshot", 9));
    expect(ranks).toHaveLength(2);
    expect(sentBy(sockets[0]!).slice(1)).toEqual([
      { action: "subscribe", channels: ["changes:1h"] },
      { action: "snapshot", channel: "changes:1h" },
      { action: "unsubscribe", channels: ["changes:1h"] },
    ]);
  });

  it("asks again for every channel on a new socket, and does not give one up that promised data for later", () => {
    start();
    channels.follow("changes:1h", () => undefined);
    sockets[0]!.onopen?.();
    const waits = () => timers.filter(({ ms }) => ms === 10_000).length;
    const later = (channels: string[]) => ({ type: "error", code: "no_data_yet", message: "later", channels });
    expect(waits()).toBe(2);
    sockets[0]!.say(later(["changes:1h"]));
    expect(waits()).toBe(1);
    sockets[0]!.say(later(["all", "unknown"]));
    expect(waits()).toBe(0);
    sockets[0]!.onclose?.();
    timers.at(-1)!.work();
    sockets[1]!.onopen?.();
    expect(sentBy(sockets[1]!)).toEqual([{ action: "subscribe", channels: ["all", "changes:1h"] }]);
    timers.find(({ ms }) => ms === 10_000)!.work();
    expect(connections.at(-1)).toEqual({ kind: "reconnecting", attempt: 1 });
  });
});
