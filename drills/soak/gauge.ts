import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SECOND_MS } from "@/lib/market/units";
import { chooseSpeed, type Durations } from "./choose-speed";
import { startInstance } from "./instance";
import type { SoakOptions } from "./options";
import { readStatus } from "./watch-instance";

const GAUGE_SPEED = 60;
const WARM_UP_MS = 20 * SECOND_MS;
const GAUGE_MS = 40 * SECOND_MS;

/** Runs an instance for a minute and answers the highest speed at which it would keep every refresh here and now. */
export async function gaugeSpeed(root: string, options: SoakOptions): Promise<number> {
  console.log("Measuring how long refreshes take here …");
  const dataDir = `${options.dataDir}-gauge`;
  rmSync(resolve(root, dataDir), { recursive: true, force: true });
  const instance = await startInstance(root, { ...options, dataDir, speed: GAUGE_SPEED });
  try {
    await sleep(WARM_UP_MS);
    const durations = await collect(instance.url);
    const speed = chooseSpeed(durations);
    console.log(
      `✓ ${durations.full.length} full and ${durations.fast.length} fast refreshes: ${speed} times the market's speed`,
    );
    return speed;
  } finally {
    await instance.supervisor.stop();
    rmSync(resolve(root, dataDir), { recursive: true, force: true });
  }
}

async function collect(url: string): Promise<Durations> {
  const seen = { fast: new Map<number, number>(), full: new Map<number, number>() };
  for (const endAt = Date.now() + GAUGE_MS; Date.now() < endAt; await sleep(SECOND_MS / 2)) {
    const report = await readStatus(url);
    for (const kind of ["fast", "full"] as const) {
      const refresh = report[kind];
      if (refresh !== null) seen[kind].set(refresh.refreshedAt, refresh.durationMs);
    }
  }
  return { fast: [...seen.fast.values()], full: [...seen.full.values()] };
}
