import { type ServerMessage, serverMessageSchema } from "@/lib/contracts/stream";

/** About the socket only; what the data is worth is told by its age. */
export type Connection =
  | { readonly kind: "connecting" }
  | { readonly kind: "open" }
  | { readonly kind: "reconnecting"; readonly attempt: number }
  | { readonly kind: "polling" };

export type StreamFrame = Extract<ServerMessage, { type: "snapshot" | "top_update" }>;

/** The part of a browser's WebSocket that is used here. */
export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
}

export interface StreamClientOptions {
  readonly channel: string;
  readonly connect: () => Socket;
  /** A snapshot, or the patch that follows the last frame without a gap. */
  readonly onFrame: (frame: StreamFrame) => void;
  readonly onConnection: (connection: Connection) => void;
  /** Runs work later and gives back how to call it off. */
  readonly later: (work: () => void, ms: number) => () => void;
  /** From 0 to 1, for jitter. */
  readonly random: () => number;
}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
/** After this many failed attempts the sign says that we poll, while attempts go on. */
const ATTEMPTS_BEFORE_POLLING = 3;
/** Two heartbeats and a half: a socket that says nothing for this long is dead, whatever its state is. */
const SILENCE_MS = 75_000;
/** A server that does not answer a request for a snapshot is asked on a new socket. */
const SNAPSHOT_WAIT_MS = 10_000;

export interface StreamClient {
  /** Tries to connect at once instead of at the next attempt. */
  hurry(): void;
  stop(): void;
}

/** Follows one channel for ever: snapshot, then contiguous patches; a gap asks for a snapshot, a loss reconnects. */
export function startStream(options: StreamClientOptions): StreamClient {
  const { channel, connect, onFrame, onConnection, later, random } = options;
  let socket: Socket | null = null;
  let sequence: number | null = null;
  let attempt = 0;
  let stopped = false;
  let cancelRetry: (() => void) | null = null;
  let cancelSilence: (() => void) | null = null;
  let cancelSnapshotWait: (() => void) | null = null;

  const listen = () => {
    cancelSilence?.();
    cancelSilence = later(() => socket?.close(), SILENCE_MS);
  };
  const expectSnapshot = () => {
    sequence = null;
    cancelSnapshotWait?.();
    cancelSnapshotWait = later(() => socket?.close(), SNAPSHOT_WAIT_MS);
  };

  function accept(frame: StreamFrame) {
    if (frame.channel !== channel) return;
    if (frame.type === "snapshot") {
      cancelSnapshotWait?.();
      sequence = frame.sequence;
      onFrame(frame);
      return;
    }
    if (sequence === null || frame.sequence <= sequence) return;
    if (frame.sequence === sequence + 1) {
      sequence = frame.sequence;
      onFrame(frame);
      return;
    }
    expectSnapshot();
    socket?.send(JSON.stringify({ action: "snapshot", channel }));
  }

  function receive(data: unknown) {
    listen();
    const message = parseMessage(data);
    if (message?.type === "snapshot" || message?.type === "top_update") accept(message);
  }

  function lose() {
    cancelSilence?.();
    cancelSnapshotWait?.();
    socket = null;
    sequence = null;
    if (stopped) return;
    attempt += 1;
    onConnection(attempt > ATTEMPTS_BEFORE_POLLING ? { kind: "polling" } : { kind: "reconnecting", attempt });
    const ceiling = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempt - 1));
    cancelRetry = later(open, ceiling * (0.5 + random() / 2));
  }

  function open() {
    cancelRetry = null;
    const next = connect();
    socket = next;
    listen();
    next.onopen = () => {
      attempt = 0;
      onConnection({ kind: "open" });
      expectSnapshot();
      next.send(JSON.stringify({ action: "subscribe", channels: [channel] }));
    };
    next.onmessage = (event) => receive(event.data);
    next.onclose = () => {
      if (socket === next) lose();
    };
  }

  open();
  return {
    hurry() {
      if (cancelRetry === null || stopped) return;
      cancelRetry();
      open();
    },
    stop() {
      stopped = true;
      cancelRetry?.();
      cancelSilence?.();
      cancelSnapshotWait?.();
      socket?.close();
    },
  };
}

function parseMessage(data: unknown): ServerMessage | null {
  if (typeof data !== "string") return null;
  try {
    return serverMessageSchema.safeParse(JSON.parse(data)).data ?? null;
  } catch {
    return null;
  }
}
