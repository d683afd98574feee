import { applyBroadcast, type BroadcastRow } from "@/lib/momentum/broadcast";
import type { StreamFrame } from "./stream-channels";
import type { Connection } from "./stream-client";

export type MomentumFrame = Extract<StreamFrame, { type: "snapshot" | "top_update" }>;

export interface FeedState {
  readonly connection: Connection;
  readonly sequence: number | null;
  /** Newest datum heard of, market time. */
  readonly asOf: number | null;
  /** What the server said of the data's age with its last answer. */
  readonly stale: boolean;
  /** Server wall time at which a new board was last heard of, by stream or answer. */
  readonly heardAt: number;
  /** Every coin as last broadcast, in rank order; empty before the first snapshot. */
  readonly rows: readonly BroadcastRow[];
}

export type FeedNews =
  | { readonly kind: "snapshot"; readonly sequence: number }
  | { readonly kind: "patch"; readonly sequence: number; readonly changed: readonly BroadcastRow[] };

/** What this tab knows of the market from the stream, outside React; one for all pages. */
export class MarketFeed {
  private state: FeedState;
  private readonly listeners = new Set<() => void>();
  private readonly newsListeners = new Set<(news: FeedNews) => void>();

  constructor(initial: { asOf: number | null; stale: boolean; heardAt: number }) {
    this.state = { connection: { kind: "connecting" }, sequence: null, rows: [], ...initial };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getState = (): FeedState => this.state;

  /** Hears of every snapshot and patch, in order. */
  onNews(listener: (news: FeedNews) => void): () => void {
    this.newsListeners.add(listener);
    return () => this.newsListeners.delete(listener);
  }

  setConnection(connection: Connection): void {
    this.change({ connection });
  }

  /** An answer of the HTTP interface says how new its data is. */
  noteAnswer(answer: { asOf: number | null; stale: boolean; sequence: number | null }, wallNow: number): void {
    const known = this.state;
    // The stream is often ahead of the list by one read.
    const asOf = answer.asOf === null ? known.asOf : Math.max(answer.asOf, known.asOf ?? answer.asOf);
    const isNews = answer.sequence !== null && answer.sequence > (known.sequence ?? 0);
    if (asOf === known.asOf && answer.stale === known.stale && !isNews) return;
    this.change({ asOf, stale: answer.stale, heardAt: isNews ? wallNow : known.heardAt });
  }

  receive(frame: MomentumFrame): void {
    const isSnapshot = frame.type === "snapshot";
    const rows = isSnapshot ? frame.data : applyBroadcast(this.state.rows, frame.data, frame.removed);
    const asOf = Date.parse(frame.as_of);
    // A frame may carry an old board put back after an outage: only a newer datum ends staleness.
    const stale = this.state.stale && asOf <= (this.state.asOf ?? 0);
    this.change({ sequence: frame.sequence, asOf, stale, heardAt: Date.parse(frame.timestamp), rows });
    const news: FeedNews = isSnapshot
      ? { kind: "snapshot", sequence: frame.sequence }
      : { kind: "patch", sequence: frame.sequence, changed: frame.data };
    for (const listener of this.newsListeners) listener(news);
  }

  private change(changes: Partial<FeedState>): void {
    this.state = { ...this.state, ...changes };
    for (const listener of this.listeners) listener();
  }
}
