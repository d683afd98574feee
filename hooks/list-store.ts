import type { MomentumList, MomentumRow } from "@/lib/contracts/http/momentum";
import type { Direction } from "@/lib/format/glyph";
import type { BroadcastRow } from "@/lib/momentum/broadcast";
import { atPlace, isRankOrder, ListOrder, placeOf } from "./list-order";
import {
  type CellFlashes,
  emptyListState,
  type ListFailure,
  type ListState,
  PAGE_SIZE,
  type RowFlash,
} from "./list-state";
import { overlayBroadcast } from "./overlay-broadcast";
import { RequestFailure } from "./requests";

/** What reading a page gave: `null` when it has not changed since the given etag. */
export interface PageAnswer {
  readonly list: MomentumList;
  readonly etag: string | null;
}

export interface ListStoreOptions {
  readonly question: string;
  /** First rows from the server, so that the first paint has data. */
  readonly initial: MomentumList | null;
  readonly fetchPage: (question: string, page: number, etag: string | null) => Promise<PageAnswer | null>;
  /** Which cells changed for a reader's eye, and which way. */
  readonly compareCells: (before: MomentumRow, after: MomentumRow) => CellFlashes | null;
  readonly later: (work: () => void, ms: number) => () => void;
  readonly wallNow: () => number;
  readonly random: () => number;
  readonly isHidden: () => boolean;
}

/** At most four draws a second. */
const DRAW_EVERY_MS = 250;
/** Readers of one server spread their reads of a new version over this long. */
const SPREAD_MS = 1_500;
const READ_GAP_MS = 2_000;
const RETRY_MS = 10_000;
const FLASH_GAP_MS = 2_000;
const FLASH_CELLS_MAX = 30;
/** Coins may change places at most this often, unless the view asks for more calm. */
const REORDER_GAP_MS = 1_000;

/** The rows of one list outside React: pages read ahead, live scores laid over them, the order held while it is read. */
export class ListStore {
  private state: ListState;
  private readonly listeners = new Set<() => void>();
  private readonly rows = new Map<string, MomentumRow>();
  private readonly deltas = new Map<string, number>();
  private readonly rowSequence = new Map<string, number>();
  private readonly order = new ListOrder();
  private drawn = new Map<string, MomentumRow>();
  private flashes = new Map<string, RowFlash>();
  private readonly flashedAt = new Map<string, number>();
  private readonly reading = new Set<number>();
  private range: [number, number] = [0, 0];
  private meta: Omit<MomentumList, "results"> | null = null;
  private failure: ListFailure | null = null;
  private question: string;
  private answered: string | null = null;
  private held = false;
  private heldSince: number | null = null;
  private quiet = true;
  private newest = 0;
  private generation = 0;
  private lastDrawAt = 0;
  private lastReadAt = 0;
  private lastReorderAt = 0;
  private reorderGapMs = REORDER_GAP_MS;
  private cancelReorder: (() => void) | null = null;
  private cancelDraw: (() => void) | null = null;
  private cancelRead: (() => void) | null = null;

  constructor(private readonly options: ListStoreOptions) {
    this.question = options.question;
    this.state = emptyListState(options.question);
    if (options.initial !== null) {
      // Shown at once; fewer rows than a page are a part of page 1, which the first `look` reads in full.
      const { initial } = options;
      const isWhole = initial.per_page === PAGE_SIZE;
      this.absorb(initial, isWhole ? initial.page : 1, null, !isWhole);
      this.publish();
    }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getState = (): ListState => this.state;

  /** Asks something else; what is on screen stays until the first answer. */
  ask(question: string): void {
    if (question === this.question) return;
    this.question = question;
    this.generation += 1;
    this.reading.clear();
    this.failure = null;
    this.range = [0, Math.min(this.range[1] - this.range[0], PAGE_SIZE)];
    this.scheduleDraw();
    this.readVisible();
  }

  /** Says which rows are on screen; their pages and the one after are read when they are missing or old. */
  look(from: number, to: number): void {
    this.range = [from, to];
    this.readVisible();
  }

  /** Holds the order on screen while values keep moving; letting go applies what waited. */
  hold(held: boolean): void {
    if (held === this.held) return;
    this.held = held;
    this.heldSince = held && this.meta !== null ? Date.parse(this.meta.as_of) : null;
    if (!held) this.lastReorderAt = 0;
    this.scheduleDraw();
  }

  /** Sets how much time, in milliseconds, passes between two changes of the order on screen. */
  pace(reorderGapMs: number): void {
    this.reorderGapMs = reorderGapMs;
  }

  /** Puts the waiting order on screen. */
  apply(): void {
    this.showLatest();
    this.publish();
  }

  /** A numbered patch of the stream: scores and places by rank at once, everything else with the read that follows. */
  receive(sequence: number, changed: readonly BroadcastRow[]): void {
    this.newest = Math.max(this.newest, sequence);
    for (const news of changed) {
      const row = this.rows.get(news.id);
      if (row === undefined || (this.rowSequence.get(news.id) ?? 0) >= sequence) continue;
      this.rows.set(news.id, overlayBroadcast(row, news));
      this.rowSequence.set(news.id, sequence);
      this.deltas.set(news.id, news.delta);
    }
    this.followRanks();
    this.scheduleDraw();
    this.refreshSoon();
  }

  /** The stream starts again from a snapshot. One from before ours means that the server forgot: its rows count again. */
  resume(sequence: number): void {
    if (sequence < this.newest) {
      this.newest = sequence;
      this.rowSequence.clear();
      if (this.meta !== null) this.meta = { ...this.meta, sequence };
    }
    this.refreshSoon(true);
  }

  /** Reads the visible pages again, soon and spread; `quiet` when nothing that changed may flash. */
  refreshSoon(quiet = false): void {
    if (quiet) this.quiet = true;
    if (this.cancelRead !== null) return;
    const gap = Math.max(0, this.lastReadAt + READ_GAP_MS - this.options.wallNow());
    this.cancelRead = this.options.later(
      () => {
        this.cancelRead = null;
        this.readVisible(true);
      },
      gap + this.options.random() * SPREAD_MS,
    );
  }

  stop(): void {
    this.cancelDraw?.();
    this.cancelRead?.();
    this.cancelReorder?.();
    this.cancelDraw = null;
    this.cancelRead = null;
    this.cancelReorder = null;
  }

  private followRanks(): void {
    if (this.answered === null || !isRankOrder(this.answered)) return;
    this.order.reorder((id) => this.rows.get(id));
  }

  private pagesInView(): number[] {
    const [from, to] = this.range;
    const first = Math.floor(from / PAGE_SIZE) + 1;
    const last = Math.floor(Math.max(from, to - 1) / PAGE_SIZE) + 2;
    const total = this.answered === this.question ? (this.meta?.total ?? 0) : 0;
    const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
    return Array.from({ length: last - first + 1 }, (_, index) => first + index).filter((page) => page <= pages);
  }

  private readVisible(again = false): void {
    if (this.options.isHidden()) return;
    for (const page of this.pagesInView()) {
      const known = this.answered === this.question ? this.order.pageAt(page) : undefined;
      if (again || known === undefined || known.etag === null || known.sequence < this.newest) void this.read(page);
    }
  }

  private async read(page: number): Promise<void> {
    if (this.reading.has(page)) return;
    this.reading.add(page);
    const { generation, question } = this;
    this.lastReadAt = this.options.wallNow();
    const etag = this.answered === question ? (this.order.pageAt(page)?.etag ?? null) : null;
    try {
      const answer = await this.options.fetchPage(question, page, etag);
      if (generation !== this.generation) return;
      this.failure = null;
      if (answer !== null) this.absorb(answer.list, page, answer.etag, false);
    } catch (error) {
      if (generation !== this.generation) return;
      this.fail(error);
    } finally {
      if (generation === this.generation) this.reading.delete(page);
    }
    this.scheduleDraw();
  }

  private fail(error: unknown): void {
    const requestId = error instanceof RequestFailure ? error.requestId : null;
    const message = error instanceof Error ? error.message : "The server gave no readable answer.";
    this.failure = { message, requestId, retryAt: this.options.wallNow() + RETRY_MS };
    this.cancelRead ??= this.options.later(() => {
      this.cancelRead = null;
      this.readVisible(true);
    }, RETRY_MS);
  }

  private absorb(list: MomentumList, page: number, etag: string | null, partial: boolean): void {
    if (this.answered !== this.question) this.startOver();
    const { results, ...meta } = list;
    if (this.meta === null || meta.sequence >= this.meta.sequence) this.meta = meta;
    this.newest = Math.max(this.newest, list.sequence);
    for (const row of results) {
      if ((this.rowSequence.get(row.id) ?? 0) > list.sequence) continue;
      this.rows.set(row.id, row);
      this.rowSequence.set(row.id, list.sequence);
    }
    this.order.absorb(page, {
      places: results.map(placeOf),
      etag: partial ? null : etag,
      sequence: partial ? 0 : list.sequence,
    });
    if (list.sequence < this.newest) this.followRanks();
  }

  private startOver(): void {
    this.answered = this.question;
    this.quiet = true;
    this.meta = null;
    this.order.clear();
    this.lastReorderAt = 0;
  }

  private showLatest(): void {
    this.order.showLatest();
    this.lastReorderAt = this.options.wallNow();
    if (this.held && this.meta !== null) this.heldSince = Date.parse(this.meta.as_of);
  }

  /** Shows the newest order when nobody would lose their place by it; says what waits for the reader. */
  private settleOrder(now: number): ListState["waiting"] {
    const waiting = this.order.waiting();
    if (waiting === null) {
      // No coin moves, but every rank may have.
      this.order.showLatest();
      return null;
    }
    if (this.held) return waiting;
    const wait = this.lastReorderAt + this.reorderGapMs - now;
    if (wait <= 0) this.showLatest();
    else
      this.cancelReorder ??= this.options.later(() => {
        this.cancelReorder = null;
        this.scheduleDraw();
      }, wait);
    return null;
  }

  private scheduleDraw(): void {
    if (this.cancelDraw !== null) return;
    const wait = Math.max(0, this.lastDrawAt + DRAW_EVERY_MS - this.options.wallNow());
    this.cancelDraw = this.options.later(() => {
      this.cancelDraw = null;
      if (this.options.isHidden()) {
        this.quiet = true;
        return;
      }
      this.publish();
    }, wait);
  }

  private publish(): void {
    const now = this.options.wallNow();
    this.lastDrawAt = now;
    const waiting = this.settleOrder(now);
    const before = this.state;
    this.flash(now);
    const { meta, flashes, deltas } = this;
    const placeAt = this.order.freeze();
    const drawnRows = new Map(this.rows);
    this.drawn = drawnRows;
    this.state = {
      question: this.answered ?? before.question,
      loading: this.answered !== this.question,
      total: meta?.total ?? before.total,
      ranked: meta?.ranked ?? before.ranked,
      maxPoints: meta?.max_points ?? before.maxPoints,
      sequence: meta?.sequence ?? before.sequence,
      asOf: meta === null ? before.asOf : Date.parse(meta.as_of),
      stale: meta?.stale ?? before.stale,
      source: meta?.source ?? before.source,
      failure: this.failure,
      waiting,
      heldSince: this.heldSince,
      rowAt: (index) => {
        const place = placeAt(index);
        const row = place === null ? undefined : drawnRows.get(place.id);
        return place === null || row === undefined ? null : atPlace(row, place);
      },
      flashOf: (id) => flashes.get(id) ?? null,
      deltaOf: (id) => deltas.get(id) ?? null,
    };
    for (const listener of this.listeners) listener();
  }

  private idsOnScreen(): string[] {
    const placeAt = this.order.freeze();
    const [from, to] = this.range;
    return Array.from({ length: Math.max(0, to - from) }, (_, step) => placeAt(from + step)?.id ?? []).flat();
  }

  private flash(now: number): void {
    this.flashes = new Map();
    const quiet = this.quiet;
    this.quiet = false;
    if (quiet) return;
    const found = this.idsOnScreen().flatMap((id) => this.changedCells(id, now));
    const crowded = found.length > FLASH_CELLS_MAX;
    for (const { id, cell, direction } of found) {
      if (crowded && cell !== "score") continue;
      this.flashedAt.set(`${id} ${cell}`, now);
      this.flashes.set(id, { cells: { ...this.flashes.get(id)?.cells, [cell]: direction }, token: now });
    }
  }

  private changedCells(id: string, now: number): { id: string; cell: string; direction: Direction }[] {
    const before = this.drawn.get(id);
    const after = this.rows.get(id);
    if (before === undefined || after === undefined || before === after) return [];
    return Object.entries(this.options.compareCells(before, after) ?? {})
      .filter(([cell]) => now - (this.flashedAt.get(`${id} ${cell}`) ?? 0) >= FLASH_GAP_MS)
      .map(([cell, direction]) => ({ id, cell, direction }));
  }
}
