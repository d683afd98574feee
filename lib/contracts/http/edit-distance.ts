const LETTER_BUCKETS = 128;

/**
 * Insertions, deletions and replacements that turn one text into the other; null when there are more than `most`.
 * Only the band of the table that can lead to an answer is filled (Ukkonen 1985, "Algorithms for approximate string
 * matching", Information and Control 64), and most pairs are told apart by their letters before that.
 */
export function editDistance(from: string, to: string, most: number): number | null {
  if (Math.abs(from.length - to.length) > most || leastEdits(from, to) > most) return null;
  const tooMany = most + 1;
  let row = Array.from({ length: to.length + 1 }, (_, index) => Math.min(index, tooMany));
  let next = row.slice();
  for (let i = 1; i <= from.length; i++) {
    if (fillBand(row, next, { letter: from.charCodeAt(i - 1), i, to, most }) > most) return null;
    [row, next] = [next, row];
  }
  const edits = row[to.length] ?? tooMany;
  return edits > most ? null : edits;
}

interface Step {
  readonly letter: number;
  readonly i: number;
  readonly to: string;
  readonly most: number;
}

/** Fills what of a row can lead to an answer and gives its least value. */
function fillBand(row: readonly number[], next: number[], { letter, i, to, most }: Step): number {
  const tooMany = most + 1;
  const first = Math.max(1, i - most);
  const last = Math.min(to.length, i + most);
  let least = first === 1 ? Math.min(i, tooMany) : tooMany;
  next[first - 1] = least;
  for (let j = first; j <= last; j++) {
    const replaced = (row[j - 1] ?? tooMany) + (letter === to.charCodeAt(j - 1) ? 0 : 1);
    const value = Math.min(replaced, (row[j] ?? tooMany) + 1, (next[j - 1] ?? tooMany) + 1, tooMany);
    next[j] = value;
    least = Math.min(least, value);
  }
  if (last < to.length) next[last + 1] = tooMany;
  return least;
}

/** No fewer edits than this: every letter that one text has and the other lacks costs one. Letters may share a bucket. */
function leastEdits(from: string, to: string): number {
  const counts = new Int8Array(LETTER_BUCKETS);
  for (let i = 0; i < from.length; i++) {
    const bucket = from.charCodeAt(i) % LETTER_BUCKETS;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  let missing = 0;
  for (let i = 0; i < to.length; i++) {
    const bucket = to.charCodeAt(i) % LETTER_BUCKETS;
    const left = counts[bucket] ?? 0;
    if (left > 0) counts[bucket] = left - 1;
    else missing += 1;
  }
  return Math.max(missing, from.length - (to.length - missing));
}
