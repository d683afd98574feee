import { WebSocket } from "ws";
import { serverMessageSchema } from "@/lib/contracts/stream";
import type { Ledger } from "./ledger";

export interface StreamWatch {
  /** The last sequence that was heard; null while not connected or before the first frame. */
  sequence(): number | null;
  /** Score by coin id, as a page has put it together from frames. */
  scores(): ReadonlyMap<string, number>;
  frames(): number;
  connections(): number;
  gaps(): number;
  stop(): void;
}

const RETRY_MS = 250;
/** What a browser allows: two heartbeats and a half. */
const SILENCE_MS = 12_500;
const CHANNEL = "all";

/** A page's socket: applies frames, asks anew at a gap, connects again when it ends or falls silent. */
export function watchStream(name: string, port: number, ledger: Ledger): StreamWatch {
  let stopped = false;
  let socket: WebSocket | null = null;
  let sequence: number | null = null;
  let highest = 0;
  let scores = new Map<string, number>();
  const counts = { frames: 0, connections: 0, gaps: 0 };

  /** Whether the frame follows what is known; complains about one that was known already. */
  function follows(next: number, whole: boolean): boolean {
    if (next < highest) ledger.complain("refreshes", `${name} sent a client back from sequence ${highest} to ${next}`);
    if (whole || sequence === null) return true;
    if (next === sequence) ledger.complain("refreshes", `${name} sent sequence ${next} twice`);
    return next === sequence + 1;
  }

  function take(text: string): void {
    const message = serverMessageSchema.parse(JSON.parse(text));
    if (message.type !== "snapshot" && message.type !== "top_update") return;
    counts.frames += 1;
    if (!follows(message.sequence, message.type === "snapshot")) {
      counts.gaps += 1;
      socket?.send(JSON.stringify({ action: "snapshot", channel: CHANNEL }));
    }
    if (message.type === "snapshot") scores = new Map();
    for (const row of message.data) scores.set(row.id, row.momentum_score);
    if (message.type === "top_update") for (const id of message.removed) scores.delete(id);
    sequence = message.sequence;
    highest = Math.max(highest, message.sequence);
  }

  function open(): void {
    if (stopped) return;
    const own = new WebSocket(`ws://127.0.0.1:${port}/ws/momentum`);
    socket = own;
    let silence = setTimeout(() => own.terminate(), SILENCE_MS);
    own.on("open", () => {
      counts.connections += 1;
      own.send(JSON.stringify({ action: "subscribe", channels: [CHANNEL] }));
    });
    own.on("message", (bytes) => {
      clearTimeout(silence);
      silence = setTimeout(() => own.terminate(), SILENCE_MS);
      try {
        take(String(bytes));
      } catch (error) {
        ledger.complain("numbers", `${name} sent what is no frame: ${String(error)}`);
      }
    });
    own.on("error", () => undefined);
    own.on("close", () => {
      clearTimeout(silence);
      sequence = null;
      setTimeout(open, RETRY_MS);
    });
  }
  open();
  return {
    sequence: () => sequence,
    scores: () => scores,
    frames: () => counts.frames,
    connections: () => counts.connections,
    gaps: () => counts.gaps,
    stop() {
      stopped = true;
      socket?.terminate();
    },
  };
}
