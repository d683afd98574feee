/** What one client may do; all of it is told in `/docs` terms by the error frames themselves. */
export interface SocketLimits {
  /** Larger messages get an error; the socket stays open. */
  messageBytes: number;
  /** Larger frames still are not even read: the socket is closed with 1009. */
  frameBytes: number;
  subscriptions: number;
  /** Messages a second, and how many may come at once. */
  messagesPerSecond: number;
  /** So many refused messages without a pause, and the socket is closed with 1008. */
  refusalsBeforeClose: number;
  clients: number;
  clientsPerAddress: number;
  /** The machine itself also stands for every client behind a proxy that does not say who asks. */
  clientsFromLoopback: number;
  /** Above this nothing more is queued for a client; once it has caught up it gets fresh snapshots. */
  laggingBytes: number;
  /** Above this, or when it has not caught up for `stuckMs`, the client is closed with 1013. */
  hopelessBytes: number;
  stuckMs: number;
}

export const socketLimits: SocketLimits = {
  messageBytes: 4 * 1024,
  frameBytes: 64 * 1024,
  subscriptions: 50,
  messagesPerSecond: 20,
  refusalsBeforeClose: 100,
  clients: 15_000,
  clientsPerAddress: 50,
  clientsFromLoopback: 15_000,
  laggingBytes: 1024 * 1024,
  hopelessBytes: 8 * 1024 * 1024,
  stuckMs: 60_000,
};

/** RFC 6455 §7.4.1. */
export const closeCodes = { goingAway: 1001, abuse: 1008, tryLater: 1013 } as const;
