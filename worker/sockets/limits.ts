import { streamLimits } from "@/lib/contracts/stream";

/** What one client may do, and what the sidecar bears: `streamLimits`, which are public, and its own. */
export interface SocketLimits extends Record<keyof typeof streamLimits, number> {
  /** Larger frames still are not even read: the socket is closed with 1009. */
  frameBytes: number;
  /** So many refused messages without a pause, and the socket is closed with 1008. */
  refusalsBeforeClose: number;
  clients: number;
  /** The machine itself also stands for every client behind a proxy that does not say who asks. */
  clientsFromLoopback: number;
  /** Above this nothing more is queued for a client; once it has caught up it gets fresh snapshots. */
  laggingBytes: number;
  /** Above this, or when it has not caught up for `stuckMs`, the client is closed with 1013. */
  hopelessBytes: number;
  stuckMs: number;
  /** Frames that come faster than this leave together, in one write a client. */
  coalesceMs: number;
}

export const socketLimits: SocketLimits = {
  ...streamLimits,
  frameBytes: 64 * 1024,
  refusalsBeforeClose: 100,
  clients: 15_000,
  clientsFromLoopback: 15_000,
  laggingBytes: 1024 * 1024,
  hopelessBytes: 8 * 1024 * 1024,
  stuckMs: 60_000,
  coalesceMs: 100,
};

/** RFC 6455 §7.4.1. */
export const closeCodes = { goingAway: 1001, abuse: 1008, tryLater: 1013 } as const;
