import { z } from "zod";
import { clusterMethodSchema } from "@/lib/clustering/cluster-run";

/** The lanes of architecture.md §1. A worker copy serves the lanes it is started with. */
export const laneSchema = z.enum(["market-data", "compute", "delivery", "research", "trading"]);
export type Lane = z.infer<typeof laneSchema>;

export interface JobDefinition {
  readonly lane: Lane;
  readonly payload: z.ZodType;
  readonly attempts: number;
  readonly timeoutMs: number;
}

/** Every job there is. Handlers are a mapped type over this table, so forgetting one does not compile. */
export const jobs = {
  "momentum.refresh-fast": { lane: "market-data", payload: z.object({}), attempts: 1, timeoutMs: 60_000 },
  "momentum.refresh-full": { lane: "market-data", payload: z.object({}), attempts: 1, timeoutMs: 900_000 },
  // Twice: the worker that began it may be replaced meanwhile.
  "volume.bootstrap": { lane: "market-data", payload: z.object({}), attempts: 2, timeoutMs: 900_000 },
  /** `method` null: both. */
  "clusters.compute": {
    lane: "compute",
    payload: z.object({ method: clusterMethodSchema.nullable().default(null) }),
    attempts: 2,
    timeoutMs: 120_000,
  },
  "candles.load": { lane: "market-data", payload: z.object({ coinId: z.string() }), attempts: 2, timeoutMs: 30_000 },
  "pairs.map": { lane: "market-data", payload: z.object({}), attempts: 2, timeoutMs: 60_000 },
  /** Keeps the probabilities of the hour and looks up what became of earlier ones. */
  "pretrend.follow-up": { lane: "compute", payload: z.object({}), attempts: 2, timeoutMs: 120_000 },
  "scorecard.measure": { lane: "compute", payload: z.object({}), attempts: 2, timeoutMs: 600_000 },
  /** Judges every rule on every board since the last judgement; late ones from stored history. */
  "alerts.evaluate": { lane: "compute", payload: z.object({}), attempts: 3, timeoutMs: 120_000 },
  "delivery.send": { lane: "delivery", payload: z.object({ deliveryId: z.string() }), attempts: 1, timeoutMs: 60_000 },
  /** Enqueues what was committed and never queued, and what a dead worker left behind. */
  "delivery.sweep": { lane: "delivery", payload: z.object({}), attempts: 1, timeoutMs: 60_000 },
  /** Claims the row, brings its candles, and runs it, or splits it into parts. */
  "backtest.run": {
    lane: "research",
    payload: z.object({ backtestId: z.string() }),
    attempts: 3,
    timeoutMs: 1_800_000,
  },
  /** A share of a sweep or of a walk-forward, on whatever copy is free. */
  "backtest.part": {
    lane: "research",
    payload: z.object({ backtestId: z.string(), part: z.number().int().min(0) }),
    attempts: 3,
    timeoutMs: 900_000,
  },
  /** Parent of the parts: puts them together in order. */
  "backtest.join": { lane: "research", payload: z.object({ backtestId: z.string() }), attempts: 3, timeoutMs: 600_000 },
  /** Requeues what a dead worker left behind, and fails what was tried often enough. */
  "backtest.sweep": { lane: "compute", payload: z.object({}), attempts: 1, timeoutMs: 60_000 },
  "history.retain": { lane: "compute", payload: z.object({}), attempts: 3, timeoutMs: 300_000 },
  "universe.categories": { lane: "market-data", payload: z.object({}), attempts: 2, timeoutMs: 300_000 },
} as const satisfies Record<string, JobDefinition>;

export type JobName = keyof typeof jobs;
export type JobPayload<N extends JobName> = z.infer<(typeof jobs)[N]["payload"]>;
