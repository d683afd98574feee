const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;
let now = 0;
/** Server wall time minus ours; 0 until an answer of the server showed that our clock is off. */
let offsetMs = 0;
/** The Date header knows whole seconds only: smaller differences mean nothing. */
const OFFSET_NOTICED_MS = 2_000;

function tick(): void {
  now = Date.now() + offsetMs;
  for (const listener of listeners) listener();
}

/** One tick a second for every age on the page. */
export function subscribeToTick(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

/** The server's wall time at the last tick. */
export function tickNow(): number {
  if (now === 0 || timer === null) now = Date.now() + offsetMs;
  return now;
}

/** Learns from an answer's Date header how far the browser's clock is off. */
export function learnServerTime(dateHeader: string | null): void {
  const server = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
  if (Number.isNaN(server)) return;
  const offset = server - Date.now();
  offsetMs = Math.abs(offset) < OFFSET_NOTICED_MS ? 0 : offset;
}
