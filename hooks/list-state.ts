import type { MomentumList, MomentumRow } from "@/lib/contracts/http/momentum";
import type { Direction } from "@/lib/format/glyph";
import type { UnixMs } from "@/lib/market/units";

/** A cell that flashes, by its name, and which way its value went. */
export type CellFlashes = Readonly<Record<string, Direction>>;

export interface RowFlash {
  readonly cells: CellFlashes;
  /** Grows with every flash, so that the same cell can flash again. */
  readonly token: number;
}

export interface ListFailure {
  readonly message: string;
  readonly requestId: string | null;
  /** Wall time of the next attempt. */
  readonly retryAt: number;
}

/** What a list draws. A new object at every draw, never changed afterwards; `rowAt` reads this draw's rows. */
export interface ListState {
  /** Which question the rows answer. */
  readonly question: string;
  /** The answer to the newest question has not come yet. */
  readonly loading: boolean;
  readonly total: number | null;
  readonly ranked: number | null;
  readonly maxPoints: Readonly<Record<string, number>>;
  readonly sequence: number | null;
  readonly asOf: UnixMs | null;
  readonly stale: boolean;
  readonly source: MomentumList["source"] | null;
  readonly failure: ListFailure | null;
  /** The order that waits while the reader holds the list; null when none does. */
  readonly waiting: { readonly moved: number; readonly entered: number; readonly left: number } | null;
  /** Market time since which the order on screen has been held. */
  readonly heldSince: UnixMs | null;
  readonly rowAt: (index: number) => MomentumRow | null;
  readonly flashOf: (id: string) => RowFlash | null;
  /** Points the score moved when the coin was last broadcast. */
  readonly deltaOf: (id: string) => number | null;
}

export const PAGE_SIZE = 100;

export function emptyListState(question: string): ListState {
  return {
    question,
    loading: true,
    total: null,
    ranked: null,
    maxPoints: {},
    sequence: null,
    asOf: null,
    stale: false,
    source: null,
    failure: null,
    waiting: null,
    heldSince: null,
    rowAt: () => null,
    flashOf: () => null,
    deltaOf: () => null,
  };
}
