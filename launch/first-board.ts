import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Progress } from "./progress";

/** The page is worth opening when the first coins are scored; slow or limited upstreams do not hold the start up. */
export async function reportFirstBoard(url: string, progress: Progress): Promise<void> {
  await progress.step(
    "First board",
    () => waitForBoard(`${url}/api/health`, 30_000),
    (board) => {
      if (board === null) return "still loading; the page fills itself";
      return board.whole ? `${board.coins} coins scored` : `the ${board.coins} largest coins scored, the rest follows`;
    },
  );
}

/** Of the health, because the status is the owner's where reads are closed. */
const healthSchema = z.object({ coins: z.number().nullable(), complete: z.boolean() });

/** Waits for the whole universe for a moment longer once its largest coins are there. */
async function waitForBoard(healthUrl: string, timeoutMs: number): Promise<{ coins: number; whole: boolean } | null> {
  let found: { coins: number; whole: boolean } | null = null;
  for (let deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(250)) {
    const health = await readHealth(healthUrl);
    if (!health?.coins) continue;
    if (found === null) deadline = Math.min(deadline, Date.now() + 5_000);
    found = { coins: health.coins, whole: health.complete };
    if (found.whole) return found;
  }
  return found;
}

async function readHealth(url: string): Promise<z.infer<typeof healthSchema> | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    return healthSchema.parse(await response.json());
  } catch {
    return null;
  }
}
