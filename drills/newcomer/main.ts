import { mkdirSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { availableParallelism, cpus, loadavg } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type Camera, openCamera } from "./film";
import { cloneInto, type FreshHome, firstCommand, openFreshHome } from "./fresh-clone";
import { renderReport, totalSeconds } from "./report";
import { type Running, runReadme } from "./run-readme";
import { createStopwatch, type Stopwatch } from "./stopwatch";
import { walk } from "./walk";

const USAGE = `npm run walk -- [--no-figures] [--keep]
  Clones the last commit into an empty home, runs the README's command, and walks to the first alert and the first backtest.
  --no-figures  leaves docs/figures/newcomer.md as it is
  --keep        leaves the clone and its data where they are`;

const LIMIT_SECONDS = 300;
const FIGURES = "docs/figures/newcomer.md";
const root = resolve(import.meta.dirname, "../..");
const film = join(root, ".data/walk/newcomer.webm");
const say = (words: string) => console.log(words);

async function main(): Promise<number> {
  const wishes = new Set(process.argv.slice(2));
  if (wishes.has("--help")) {
    say(USAGE);
    return 0;
  }
  const home = openFreshHome();
  const loadBefore = loadavg()[0] ?? 0;
  const watch = createStopwatch(say);
  try {
    const { fresh, command, filmed } = await fromCloneToBacktest(home, watch);
    const load = `load ${loadBefore.toFixed(1)} at the beginning, ${(loadavg()[0] ?? 0).toFixed(1)} at the end`;
    const machine = `${new Date().toISOString().slice(0, 16)}Z on ${availableParallelism()} × ${cpus()[0]?.model.trim() ?? "unknown"}, Node ${process.versions.node}, ${load}`;
    const page = renderReport({
      steps: watch.steps,
      commit: fresh.commit,
      command,
      machine,
      limitSeconds: LIMIT_SECONDS,
      filmed,
    });
    say(`\n${page}`);
    if (!wishes.has("--no-figures")) {
      mkdirSync(dirname(join(root, FIGURES)), { recursive: true });
      writeFileSync(join(root, FIGURES), page);
      say(`Written to ${FIGURES}`);
    }
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    if (wishes.has("--keep")) say(`The clone stays in ${home.home}`);
    else await removeHome(home.home);
  }
  return totalSeconds(watch.steps) <= LIMIT_SECONDS ? 0 : 1;
}

async function removeHome(home: string): Promise<void> {
  say("Removing the clone …");
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
}

async function fromCloneToBacktest(
  home: Pick<FreshHome, "home" | "env">,
  watch: Stopwatch,
): Promise<{ fresh: FreshHome; command: string; filmed: boolean }> {
  // What films is the spectator's, not the newcomer's: it is not on his clock.
  const camera: Camera = await openCamera(say);
  const open: { running: Running | null; fresh: FreshHome | null; command: string } = {
    running: null,
    fresh: null,
    command: "",
  };
  try {
    await watch.step("git clone", () => {
      open.fresh = cloneInto(home, root);
      open.command = firstCommand(open.fresh.clone);
      return open.fresh.commit;
    });
    const { fresh, command } = open;
    if (fresh === null) throw new Error("nothing was cloned");
    const running = runReadme(fresh, command, (line) => say(`    ${line}`));
    open.running = running;
    await watch.step(`${command}: packages`, async () => `npm installed them in ${await running.installed}`);
    const url = await watch.step(`${command}: the product`, () => running.ready);
    await walk(camera.page, url, watch);
    return { fresh, command, filmed: (await camera.cut(film)) !== null };
  } catch (error) {
    const kept = await camera.cut(film).catch(() => null);
    if (kept !== null) say(`The film up to there: ${kept}`);
    throw error;
  } finally {
    await open.running?.stop();
  }
}

process.exitCode = await main();
