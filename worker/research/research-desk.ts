import { Worker } from "node:worker_threads";
import { AppError } from "@/lib/errors";
import type { Logger } from "@/lib/log";
import { MINUTE_MS } from "@/lib/market/units";
import { columnsOf } from "./hash-data";
import type { LoadedHistories } from "./load-histories";
import type { FromThread, Prepared, ResearchAnswers, ResearchTask, TaskProgress } from "./messages";

/** What the heap of a run may grow to. Its bars lie outside of it and are bounded by the plan. */
const HEAP_MB = 1_536;
/** Prepared histories are kept this long for another part of the same backtest. */
const IDLE_MS = MINUTE_MS;

export interface TaskOptions {
  /** Ends the thread, whatever it is doing. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TaskProgress) => void;
}

/**
 * Where runs are computed: a thread of this process, so that what else the process does is never kept waiting. It holds the
 * scored histories of one backtest at a time; parts of the same one find them there.
 */
export interface ResearchDesk {
  /** What was prepared under this key, if it still lies there. */
  prepared(key: string): Prepared | null;
  prepare(key: string, task: Extract<ResearchTask, { kind: "prepare" }>, options: TaskOptions): Promise<Prepared>;
  run<K extends "cells" | "result">(
    task: Extract<ResearchTask, { kind: K }>,
    options: TaskOptions,
  ): Promise<ResearchAnswers[K]>;
  close(): Promise<void>;
}

export function createResearchDesk(log: Logger, heapMb: number = HEAP_MB): ResearchDesk {
  let thread: Worker | null = null;
  let held: { readonly key: string; readonly prepared: Prepared } | null = null;
  let idle: NodeJS.Timeout | undefined;

  function open(): Worker {
    clearTimeout(idle);
    if (thread !== null) return thread;
    const opened = new Worker(new URL("./thread-entry.mjs", import.meta.url), {
      // The loader of TypeScript and the watch over our parent are not for a thread.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
      name: "research",
    });
    opened.on("error", (error) => log.debug({ err: error }, "the research thread ended with an error"));
    opened.once("exit", () => {
      if (thread === opened) forget();
    });
    thread = opened;
    return opened;
  }

  function forget(): void {
    thread = null;
    held = null;
  }

  async function end(): Promise<void> {
    const ending = thread;
    clearTimeout(idle);
    forget();
    await ending?.terminate();
  }

  /** Hands a task over and waits for its answer. A thread that was interrupted or broke is not used again. */
  async function ask<K extends ResearchTask["kind"]>(
    task: Extract<ResearchTask, { kind: K }>,
    transfer: readonly ArrayBuffer[],
    { signal, onProgress }: TaskOptions,
  ): Promise<ResearchAnswers[K]> {
    signal.throwIfAborted();
    const asked = open();
    asked.ref();
    try {
      return await answerOf<ResearchAnswers[K]>(asked, signal, onProgress, () =>
        asked.postMessage(task, [...transfer]),
      );
    } catch (error) {
      await end();
      throw heapError(error, heapMb);
    } finally {
      asked.unref();
      clearTimeout(idle);
      idle = setTimeout(() => void end(), IDLE_MS).unref();
    }
  }

  return {
    prepared: (key) => (held?.key === key ? held.prepared : null),
    async prepare(key, task, options) {
      held = null;
      const prepared = await ask<"prepare">(task, buffersOf(task.loaded), options);
      held = { key, prepared };
      return prepared;
    },
    run: (task, options) => ask(task, [], options),
    close: end,
  };
}

/** The answer, or why there is none: refused by the thread, interrupted from here, or the thread died. */
function answerOf<Answer>(
  thread: Worker,
  signal: AbortSignal,
  onProgress: TaskOptions["onProgress"],
  begin: () => void,
): Promise<Answer> {
  return new Promise<Answer>((resolve, reject) => {
    const hear = (message: FromThread) => {
      if (message.kind === "progress") return onProgress(message.progress);
      stopHearing();
      if (message.kind === "done") return resolve(message.answer as Answer);
      reject(message.error);
    };
    const breakDown = (error: Error) => {
      stopHearing();
      reject(error);
    };
    const leave = (code: number) => breakDown(new Error(`the research thread ended with code ${code}`));
    const interrupt = () => breakDown(signal.reason);
    function stopHearing() {
      thread.off("message", hear).off("error", breakDown).off("exit", leave);
      signal.removeEventListener("abort", interrupt);
    }
    thread.on("message", hear).on("error", breakDown).on("exit", leave);
    signal.addEventListener("abort", interrupt, { once: true });
    begin();
  });
}

/** Out of memory, in words that say what to change. */
function heapError(error: unknown, heapMb: number): unknown {
  const isHeap = error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
  if (!isHeap) return error;
  const message = `The run needed more than the ${heapMb} MB of memory that a run may take. Fewer coins, a shorter range or fewer variants fit.`;
  return new AppError("bad_request", message, { retryable: false, cause: error });
}

/** Bars are handed over, not copied: whoever loaded them cannot read them any more. */
function buffersOf({ histories }: LoadedHistories): readonly ArrayBuffer[] {
  const columns = histories.flatMap(({ bars, member }) => [...columnsOf(bars), ...(member === null ? [] : [member])]);
  return [...new Set(columns.map(({ buffer }) => buffer as ArrayBuffer))];
}
