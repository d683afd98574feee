import { deflateSync, inflateSync } from "node:zlib";
import type { SweepCell } from "@/lib/backtest/sweep-summary";
import { jobs } from "@/lib/contracts/jobs";
import { SECOND_MS } from "@/lib/market/units";
import { hasPart, listParts, type PartDone, readRunning, writePart } from "@/lib/store/backtest-runs";
import type { JobContext } from "@/worker/runtime/services";
import { makeAttempt } from "./attempt";
import { bringRun } from "./bring-run";
import { partsProgress } from "./show-progress";
import { countUnits, partsOf, unitsOf, unitsOfPart } from "./work-units";

/** What a part found, with the data that it rests on: parts of different data are never put together. */
export interface PartFound {
  readonly dataSha256: string;
  readonly cells: readonly SweepCell[];
}

/** Measures one share of a backtest's units and keeps what it found. A part that is done or not wanted is left alone. */
export async function runPart(context: JobContext, id: string, part: number): Promise<unknown> {
  const { db, research } = context;
  const claimed = await readRunning(db.database, id);
  if (claimed === null) return { backtest: id, part, outcome: "not wanted any more" };
  if (await hasPart(db.database, id, part)) return { backtest: id, part, outcome: "done already" };
  const units = unitsOf(claimed.plan);
  const total = partsOf(claimed.plan, units);
  const wanted = unitsOfPart(countUnits(units), total, part);
  const { timeoutMs } = jobs["backtest.part"];
  return makeAttempt(context, claimed, { timeoutMs, isPart: true }, async (attempt) => {
    const doneBefore = await listParts(db.database, id);
    const progressAt = (ownFraction: number, trades: number) =>
      partsProgress({ done: doneBefore.length, total, paceMs: paceOf(doneBefore), ownFraction }, trades);
    attempt.show(progressAt(0, 0));
    const { dataSha256 } = await bringRun(context, attempt, () => undefined);
    const cells = await research.desk.run<"cells">(
      { kind: "cells", units: wanted },
      { signal: attempt.signal, onProgress: ({ fraction, trades }) => attempt.show(progressAt(fraction, trades)) },
    );
    await writePart(db.database, id, part, encodePart({ dataSha256, cells }));
    return { backtest: id, part, outcome: "done" };
  });
}

/** Time from one part to the next, of all workers together. */
function paceOf(done: readonly PartDone[]): number | null {
  const times = done.map(({ finishedAt }) => finishedAt);
  const spanMs = Math.max(...times) - Math.min(...times);
  return done.length < 2 || spanMs < SECOND_MS / 10 ? null : spanMs / (done.length - 1);
}

export const encodePart = (found: PartFound): Buffer => deflateSync(JSON.stringify(found));

/** Our own rows, written by `encodePart` of the same engine version. */
export const decodePart = (rows: Buffer): PartFound => JSON.parse(inflateSync(rows).toString()) as PartFound;
