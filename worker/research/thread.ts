import { constants, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { SECOND_MS } from "@/lib/market/units";
import { measureUnits } from "./measure-units";
import type { FromThread, ResearchTask, TaskProgress } from "./messages";
import { type PreparedRun, prepareRun } from "./prepare-run";
import { writeRun } from "./write-run";

/** Nobody looks more often. Wall clock. */
const TELL_MS = SECOND_MS / 4;

let prepared: PreparedRun | null = null;
let toldAt = 0;

function tell(progress: TaskProgress): void {
  const now = performance.now();
  if (now - toldAt < TELL_MS) return;
  toldAt = now;
  answer({ kind: "progress", progress });
}

function answer(message: FromThread): void {
  parentPort?.postMessage(message);
}

function work(task: ResearchTask): unknown {
  if (task.kind === "prepare") {
    prepared = null;
    prepared = prepareRun(task, tell);
    return prepared.summary;
  }
  if (prepared === null) throw new Error(`There is nothing prepared to be asked for ${task.kind}`);
  return task.kind === "cells" ? measureUnits(prepared, task.units, tell) : writeRun(prepared, task.cells, tell);
}

/** Where cores are scarce a refresh comes first. Linux gives every thread its own priority; elsewhere this would be the process's. */
if (process.platform === "linux") setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);

parentPort?.on("message", (task: ResearchTask) => {
  try {
    answer({ kind: "done", answer: work(task) });
  } catch (error) {
    answer({ kind: "failed", error: error instanceof Error ? error : new Error(String(error)) });
  }
});
