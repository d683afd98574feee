import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";

/** People who read along: sockets on the stream, and pages of lists asked for one after the other. */
export interface Readers {
  readonly frames: () => number;
  readonly reads: () => number;
  /** Reads that failed, and sockets that were closed from the other side. */
  readonly failures: () => number;
  close(): Promise<void>;
}

const PATHS = [
  "/api/market/momentum?per_page=50",
  "/api/market/momentum?per_page=100&page=2&sort=price_change_percentage_24h",
  "/api/market/clusters",
  "/api/market/rank-changes?since=1h",
  "/api/market/coin/bitcoin",
  "/momentum",
];
const PAUSE_MS = 500;
const CHANNELS = [["top50"], ["all"], ["top50", "symbol:BTC", "changes:1h"]];

export function startReaders(url: string, streamPort: number, count: number): Readers {
  let frames = 0;
  let reads = 0;
  let failures = 0;
  const stop = new AbortController();
  const sockets = Array.from({ length: count }, (_, index) => {
    const socket = new WebSocket(`ws://127.0.0.1:${streamPort}/ws/momentum`);
    socket.on("open", () =>
      socket.send(JSON.stringify({ action: "subscribe", channels: CHANNELS[index % CHANNELS.length] })),
    );
    socket.on("message", () => {
      frames += 1;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      if (!stop.signal.aborted) failures += 1;
    });
    return socket;
  });
  const reading = (async () => {
    for (let turn = 0; !stop.signal.aborted; turn += 1) {
      const ok = await read(`${url}${PATHS[turn % PATHS.length]}`);
      reads += 1;
      if (!ok) failures += 1;
      await sleep(PAUSE_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  })();
  return {
    frames: () => frames,
    reads: () => reads,
    failures: () => failures,
    async close() {
      stop.abort();
      for (const socket of sockets) socket.terminate();
      await reading;
    },
  };
}

async function read(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(20_000) });
    await response.arrayBuffer();
    return response.status < 500;
  } catch {
    return false;
  }
}
