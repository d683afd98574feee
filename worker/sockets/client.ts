import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { errorFrame } from "./frames";
import type { SocketLimits } from "./limits";
import { createMessageQuota, type MessageQuota } from "./message-quota";
import type { WireEncoding } from "./wire";

/** Once a lagging client has less than this left to receive, it has caught up. */
const CAUGHT_UP_BYTES = 16 * 1024;
/** A client that does not answer a close is cut off after this long. */
const CLOSE_PATIENCE_MS = 2_000;

/** One connected client. It only knows its socket; which frames it gets is the hub's business. */
export interface Client {
  readonly address: string;
  /** Whether it may hear what is the owner's. */
  readonly hearsAlerts: boolean;
  readonly channels: Set<string>;
  readonly quota: MessageQuota;
  readonly encoding: WireEncoding;
  /** Hands whole messages, as they stand on the wire, to the socket unless the client is behind or leaving. */
  send(bytes: readonly Buffer[], now: number): "sent" | "behind" | "leaving";
  /** `channels`: those that it speaks of. */
  sendError(code: string, message: string, channels?: readonly string[]): void;
  ping(): void;
  /** Something was heard from it. */
  heard(now: number): void;
  heardAt(): number;
  /** Looks at the backlog of a client that is behind. */
  review(now: number): "well" | "lagging" | "recovered" | "hopeless";
  close(code: number, reason: string): void;
}

export interface Visitor {
  readonly address: string;
  readonly hearsAlerts: boolean;
}

/** `wire` is what `socket` speaks over: whole messages are written to it past the library, which would make each anew. */
export function createClient(
  socket: WebSocket,
  wire: Duplex,
  { address, hearsAlerts }: Visitor,
  limits: SocketLimits,
  now: number,
): Client {
  let lastHeard = now;
  let laggingSince: number | null = null;
  const isOpen = (): boolean => socket.readyState === socket.OPEN && wire.writable;
  const encoding = socket.extensions.includes("permessage-deflate") ? "deflated" : "plain";

  return {
    address,
    hearsAlerts,
    channels: new Set(),
    quota: createMessageQuota(limits.messagesPerSecond, now),
    encoding,
    send(bytes, at) {
      if (!isOpen()) return "leaving";
      if (socket.bufferedAmount > limits.laggingBytes) laggingSince ??= at;
      if (laggingSince !== null) return "behind";
      if (bytes.length > 1) wire.cork();
      for (const piece of bytes) wire.write(piece);
      if (bytes.length > 1) wire.uncork();
      return "sent";
    },
    sendError(code, message, channels) {
      // An error is small, but a client that never reads must not collect a million of them.
      if (isOpen() && socket.bufferedAmount <= limits.laggingBytes) {
        wire.write(errorFrame(code, message, channels).as(encoding));
      }
    },
    ping() {
      if (isOpen() && laggingSince === null) socket.ping();
    },
    heard(at) {
      lastHeard = at;
    },
    heardAt: () => lastHeard,
    review(at) {
      if (!isOpen() || laggingSince === null) return "well";
      if (socket.bufferedAmount <= CAUGHT_UP_BYTES) {
        laggingSince = null;
        return "recovered";
      }
      const stuck = at - laggingSince >= limits.stuckMs;
      return stuck || socket.bufferedAmount > limits.hopelessBytes ? "hopeless" : "lagging";
    },
    close(code, reason) {
      if (socket.readyState === socket.CLOSED) return;
      socket.close(code, reason);
      setTimeout(() => socket.terminate(), CLOSE_PATIENCE_MS).unref();
    },
  };
}
