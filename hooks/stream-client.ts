import { type ServerMessage, serverMessageSchema } from "@/lib/contracts/stream";
import type { StreamChannels, StreamFrame } from "./stream-channels";

/** About the socket only; what the data is worth is told by its age. */
export type Connection =
  | { readonly kind: "connecting" }
  | { readonly kind: "open" }
  | { readonly kind: "reconnecting"; readonly attempt: number }
  | { readonly kind: "polling" };

/** The part of a browser's WebSocket that is used here. */
export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
}

export interface StreamClientOptions {
  /** Gets every snapshot, and every frame that follows the last one of its channel without a gap. */
  readonly channels: StreamChannels;
  readonly connect: () => Socket;
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

/** Follows channels for ever over one socket: snapshot, then contiguous frames; a gap asks for a snapshot, a loss reconnects. */
export function startStream({ channels, connect, onConnection, later, random }: StreamClientOptions): StreamClient {
  let socket: Socket | null = null;
  let isOpen = false;
  let attempt = 0;
  let stopped = false;
  let cancelRetry: (() => void) | null = null;
  let cancelSilence: (() => void) | null = null;
  const sequences = createSequences(later, () => socket?.close());

  const listen = () => {
    cancelSilence?.();
    cancelSilence = later(() => socket?.close(), SILENCE_MS);
  };
  const send = (message: object) => socket?.send(JSON.stringify(message));
  const subscribe = (names: readonly string[]) => {
    if (!isOpen || names.length === 0) return;
    for (const channel of names) sequences.expectSnapshot(channel);
    send({ action: "subscribe", channels: names });
  };
  channels.listen({
    onFollowed: (channel) => subscribe([channel]),
    onLeft(channel) {
      sequences.forget(channel);
      if (isOpen) send({ action: "unsubscribe", channels: [channel] });
    },
  });

  function receive(data: unknown) {
    listen();
    const message = parseMessage(data);
    // The server promises a snapshot for later: no reason to ask elsewhere.
    if (message?.type === "error" && message.code === "no_data_yet") sequences.bePatient(message.channels ?? []);
    if (message === null || !("channel" in message)) return;
    const verdict = sequences.judge(message);
    if (verdict === "next") channels.hand(message);
    if (verdict === "gap") send({ action: "snapshot", channel: message.channel });
  }

  function lose() {
    cancelSilence?.();
    sequences.forgetAll();
    socket = null;
    isOpen = false;
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
      isOpen = true;
      onConnection({ kind: "open" });
      subscribe(channels.names());
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
      channels.listen(null);
      cancelRetry?.();
      cancelSilence?.();
      sequences.forgetAll();
      socket?.close();
    },
  };
}

interface ChannelState {
  /** Null until the snapshot came. */
  sequence: number | null;
  cancelWait: (() => void) | null;
}

/** Where each channel of the present socket stands. */
function createSequences(later: StreamClientOptions["later"], onUnanswered: () => void) {
  const states = new Map<string, ChannelState>();
  const forget = (channel: string) => {
    states.get(channel)?.cancelWait?.();
    states.delete(channel);
  };
  const expectSnapshot = (channel: string) => {
    forget(channel);
    states.set(channel, { sequence: null, cancelWait: later(onUnanswered, SNAPSHOT_WAIT_MS) });
  };
  return {
    forget,
    expectSnapshot,
    forgetAll() {
      for (const channel of [...states.keys()]) forget(channel);
    },
    bePatient(names: readonly string[]) {
      for (const name of names) states.get(name)?.cancelWait?.();
    },
    judge(frame: StreamFrame): "next" | "gap" | "unwanted" {
      const state = states.get(frame.channel);
      if (state === undefined) return "unwanted";
      if (frame.type === "snapshot" || frame.type === "rank_snapshot") {
        state.cancelWait?.();
        state.sequence = frame.sequence;
        return "next";
      }
      if (state.sequence === null || frame.sequence <= state.sequence) return "unwanted";
      if (frame.sequence === state.sequence + 1) {
        state.sequence = frame.sequence;
        return "next";
      }
      expectSnapshot(frame.channel);
      return "gap";
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
