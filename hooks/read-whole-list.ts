import type { MomentumList, MomentumRow } from "@/lib/contracts/http/momentum";

/** A list that changes faster than it can be read is taken as it comes after this many beginnings. */
const BEGINNINGS_MAX = 3;

export interface WholeList {
  readonly rows: readonly MomentumRow[];
  readonly first: MomentumList;
  /** Every page is of the same board as the first. */
  readonly whole: boolean;
}

/** All pages of a list as of one board: when a new one comes in between, the reading begins again. */
export async function readWholeList(
  readPage: (page: number) => Promise<MomentumList>,
  say: (progress: string) => void,
): Promise<WholeList> {
  for (let beginning = 1; ; beginning++) {
    const first = await readPage(1);
    const rows = new Map(first.results.map((row) => [row.id, row]));
    let last = first;
    for (let page = 2; page <= last.total_pages; page++) {
      say(`Reading page ${page} of ${last.total_pages}.`);
      last = await readPage(page);
      if (last.sequence !== first.sequence && beginning < BEGINNINGS_MAX) break;
      for (const row of last.results) rows.set(row.id, row);
    }
    const whole = last.sequence === first.sequence;
    if (whole || beginning === BEGINNINGS_MAX) return { rows: [...rows.values()], first, whole };
  }
}
