/**
 * Aborts after so long, or with any of the given signals. Not `AbortSignal.any([signal, AbortSignal.timeout(ms)])`: Node 20 keeps the
 * timeout only weakly there, so that the next garbage collection takes it away and whoever waits may wait for ever.
 */
export function deadline(ms: number, ...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  const over = new AbortController();
  const timer = setTimeout(() => {
    over.abort(new DOMException(`It took longer than ${ms} ms`, "TimeoutError"));
  }, ms);
  timer.unref();
  const others = signals.filter((signal) => signal !== undefined);
  return others.length === 0 ? over.signal : AbortSignal.any([...others, over.signal]);
}
