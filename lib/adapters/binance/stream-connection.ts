import { WebSocket } from "ws";
import { type Frame, parseFrame } from "./frame";

export interface ConnectionTimes {
  /** To be connected. */
  openMs: number;
  /** Without any frame, pings included: Binance pings every 20 s. */
  silenceMs: number;
  /** Without a trade, although the server pings: a stream that lost its feed. */
  tradeSilenceMs: number;
}

export interface ConnectionOptions {
  url: string;
  multipliers: ReadonlyMap<string, number>;
  times: ConnectionTimes;
  onOpen: () => void;
  onFrame: (frame: Frame) => void;
  /** Open, but without a trade for too long. */
  onQuiet: () => void;
  /** Once, whatever ended it. */
  onEnd: (reason: string) => void;
}

export interface StreamConnection {
  /** Ends it without a word to `onEnd`. */
  close(): void;
}

const MAX_FRAME_BYTES = 1024 * 1024;
const WATCH_PER_SILENCE = 4;

/** One socket from dialling to its end; `ws` answers the server's pings by itself. */
export function openConnection(options: ConnectionOptions): StreamConnection {
  const { times } = options;
  const socket = new WebSocket(options.url, { handshakeTimeout: times.openMs, maxPayload: MAX_FRAME_BYTES });
  let ended = false;
  let heardAt = Date.now();
  let tradeAt = Date.now();

  function end(reason: string | null): void {
    if (ended) return;
    ended = true;
    clearInterval(watchdog);
    socket.terminate();
    if (reason !== null) options.onEnd(reason);
  }

  const watchdog = setInterval(
    () => {
      if (socket.readyState !== WebSocket.OPEN) return;
      const now = Date.now();
      if (now - heardAt >= times.silenceMs) end("silent");
      else if (now - tradeAt >= times.tradeSilenceMs) {
        tradeAt = now;
        options.onQuiet();
      }
    },
    Math.max(1, Math.floor(times.silenceMs / WATCH_PER_SILENCE)),
  );

  socket.on("open", () => {
    heardAt = Date.now();
    tradeAt = heardAt;
    if (!ended) options.onOpen();
  });
  socket.on("ping", () => {
    heardAt = Date.now();
  });
  socket.on("message", (data) => {
    if (ended) return;
    heardAt = Date.now();
    const frame = parseFrame(String(data), options.multipliers);
    if (frame.kind === "trade") tradeAt = heardAt;
    options.onFrame(frame);
  });
  socket.on("close", (code) => end(`closed (${code})`));
  // A refused handshake tells its status in the message: 451 for a location, 429 for too many attempts.
  socket.on("error", (error) => end(error.message));
  return { close: () => end(null) };
}
