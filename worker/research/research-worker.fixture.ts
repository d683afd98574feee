/**
 * A worker process of the research lane alone, to be killed and stopped at will. Its candles are made up; arguments: addresses of Postgres and Redis, and how
 * long bringing candles takes. It writes a line when it serves, and one for every job it ended.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { createDatabase } from "@/lib/connections";
import { serveLane } from "@/lib/queue/serve-lane";
import { joinRun } from "./join-run";
import { connectResearch, loadWalks, researchContext, silent } from "./research-world.fixture";
import { runClaimed } from "./run-claimed";
import { runPart } from "./run-part";

const [databaseUrl = "", redisUrl = "", loadMs = "0"] = process.argv.slice(2);
const connected = connectResearch(createDatabase(databaseUrl, silent), redisUrl);
const stopped = new AbortController();
const context = researchContext(connected, {
  draining: stopped.signal,
  load: async (wish) => {
    process.stdout.write("loading\n");
    await sleep(Number(loadMs), undefined, { signal: wish.signal });
    return loadWalks(wish);
  },
});

async function run({ name, data }: { name: string; data: unknown }): Promise<unknown> {
  const { backtestId, part = 0 } = data as { backtestId: string; part?: number };
  const outcome =
    name === "backtest.run"
      ? await runClaimed(context, backtestId)
      : name === "backtest.part"
        ? await runPart(context, backtestId, part)
        : await joinRun(context, backtestId);
  process.stdout.write(`${name} ${JSON.stringify(outcome)}\n`);
  return outcome;
}

const worker = serveLane("research", connected.redis, run, silent);
process.stdout.write("ready\n");
process.once("SIGTERM", async () => {
  stopped.abort(new Error("the worker is stopping"));
  await worker.close();
  process.exit(0);
});
