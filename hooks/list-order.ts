import type { MomentumRow } from "@/lib/contracts/http/momentum";
import { compareRows } from "@/lib/momentum/broadcast";
import { PAGE_SIZE } from "./list-state";
import { compareOrders, type OrderChange } from "./order-change";

type Ranks = Pick<MomentumRow, "rank" | "rank_delta_1h" | "rank_delta_24h">;

/** A coin's place in an order, with the rank it has in that order: the two only ever change together. */
export type Place = Ranks & Pick<MomentumRow, "id">;

export interface KnownPage {
  readonly places: readonly Place[];
  readonly etag: string | null;
  /** Version of the board it was read at; 0 for the beginning of a page. */
  readonly sequence: number;
}

type RowOf = (id: string) => MomentumRow | undefined;

/** Whether a question asks for the best score first, which is the order of rank. */
export function isRankOrder(question: string): boolean {
  const params = new URLSearchParams(question);
  return (params.get("sort") ?? "momentum_score") === "momentum_score" && (params.get("order") ?? "desc") === "desc";
}

export function placeOf({ id, rank, rank_delta_1h, rank_delta_24h }: MomentumRow): Place {
  return { id, rank, rank_delta_1h, rank_delta_24h };
}

function hasRanks(row: Ranks, place: Ranks): boolean {
  return (
    row.rank === place.rank && row.rank_delta_1h === place.rank_delta_1h && row.rank_delta_24h === place.rank_delta_24h
  );
}

const placed = new WeakMap<MomentumRow, MomentumRow>();

/** The row with the rank it has in the order on screen; the same object while neither changes. */
export function atPlace(row: MomentumRow, { rank, rank_delta_1h, rank_delta_24h }: Place): MomentumRow {
  const place = { rank, rank_delta_1h, rank_delta_24h };
  if (hasRanks(row, place)) return row;
  const known = placed.get(row);
  if (known !== undefined && hasRanks(known, place)) return known;
  const drawn = { ...row, ...place };
  placed.set(row, drawn);
  return drawn;
}

/**
 * Coins by rank as last told. Beyond the top 100 the stream leaves out a coin that only slid, so an untold rank may
 * still be taken by another: such a coin is at least one behind the coin above it.
 */
export function orderByRank(ids: readonly string[], rowOf: RowOf): Place[] {
  let above = 0;
  return ids
    .flatMap((id) => rowOf(id) ?? [])
    .sort(compareRows)
    .map((row) => {
      const place = placeOf(row);
      if (row.rank === null) return place;
      const behind = Math.max(0, above + 1 - row.rank);
      above = row.rank + behind;
      if (behind === 0) return place;
      const slide = (delta: number | null) => (delta === null ? null : delta + behind);
      return {
        ...place,
        rank: above,
        rank_delta_1h: slide(place.rank_delta_1h),
        rank_delta_24h: slide(place.rank_delta_24h),
      };
    });
}

/** Where a list's coins stand: the newest order known, and the one on screen. */
export class ListOrder {
  private latest = new Map<number, KnownPage>();
  private shown = new Map<number, readonly Place[]>();

  pageAt(page: number): KnownPage | undefined {
    return this.latest.get(page);
  }

  clear(): void {
    this.latest = new Map();
    this.shown = new Map();
  }

  /** Takes a page as it was read. One nobody has seen yet, or only its beginning, has no order to hold. */
  absorb(page: number, known: KnownPage): void {
    this.latest.set(page, known);
    const seen = this.shown.get(page)?.length ?? 0;
    if (seen < Math.min(PAGE_SIZE, known.places.length)) this.shown = new Map(this.shown).set(page, known.places);
  }

  /** Puts coins where their ranks say, within neighbouring pages of one version; others meet at the next read. */
  reorder(rowOf: RowOf): void {
    for (const run of this.runs()) {
      const pages = run.flatMap((page) => this.latest.get(page) ?? []);
      const places = orderByRank(
        pages.flatMap((known) => known.places.map(({ id }) => id)),
        rowOf,
      );
      let from = 0;
      pages.forEach((known, step) => {
        const to = from + known.places.length;
        this.latest.set((run[0] ?? 0) + step, { ...known, places: places.slice(from, to) });
        from = to;
      });
    }
  }

  /** What would change on screen if the newest order were shown; null when nothing would change its place. */
  waiting(): OrderChange | null {
    const pages = [...this.shown.keys()].filter((page) => this.latest.has(page)).sort((a, b) => a - b);
    const change = compareOrders(
      pages.flatMap((page) => (this.shown.get(page) ?? []).map(({ id }) => id)),
      pages.flatMap((page) => (this.latest.get(page)?.places ?? []).map(({ id }) => id)),
    );
    return change.moved + change.entered + change.left === 0 ? null : change;
  }

  showLatest(): void {
    this.shown = new Map([...this.latest].map(([page, { places }]) => [page, places]));
  }

  /** Reads the order on screen as it is now, whatever is shown later. */
  freeze(): (index: number) => Place | null {
    const { shown } = this;
    return (index) => shown.get(Math.floor(index / PAGE_SIZE) + 1)?.[index % PAGE_SIZE] ?? null;
  }

  private runs(): number[][] {
    const runs: number[][] = [];
    for (const page of [...this.latest.keys()].sort((a, b) => a - b)) {
      const run = runs.at(-1);
      const before = run?.at(-1);
      const joins = before === page - 1 && this.latest.get(before)?.sequence === this.latest.get(page)?.sequence;
      if (run !== undefined && joins) run.push(page);
      else runs.push([page]);
    }
    return runs;
  }
}
