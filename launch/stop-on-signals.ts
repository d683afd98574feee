import type { Supervisor } from "./supervisor";

/** npm passes a Ctrl-C on that the terminal has sent us already; two within this time are one wish. */
const ONE_WISH_MS = 1_000;

/** The first wish to stop is obeyed in order, a second one at once. */
export function stopOnSignals(supervisor: Supervisor, run: { stopping: boolean }): void {
  let wishedAt = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    const sameWish = performance.now() - wishedAt < ONE_WISH_MS;
    wishedAt = performance.now();
    if (run.stopping && sameWish) return;
    if (run.stopping) {
      console.log("\nStopping at once.");
      supervisor.killAll();
      process.exit(130);
    }
    run.stopping = true;
    console.log(`\nStopping (${signal}); once more to force it …`);
    supervisor.stop().then(
      () => {
        console.log("Everything is stopped. The data stays where it is.");
        process.exit(0);
      },
      (error: unknown) => {
        console.error(error);
        supervisor.killAll();
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  stopWithNpm(run, () => onSignal("SIGTERM"));
}

/** An npm that is killed leaves us behind; without npm in front, a lost parent is nobody's wish to stop. */
function stopWithNpm(run: { stopping: boolean }, stop: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    if (!run.stopping) stop();
  }, 500);
  watch.unref();
}
