import { HOSTILE_IDS, HOSTILE_IMAGES, HOSTILE_NAMES } from "@/lib/simulator/hostile-texts";

type Row = Record<string, unknown>;

/** Text in a number's place that JSON accepts and that parses to Infinity. */
const INFINITE = "1e400";
const INFINITE_MARK = "@@infinite@@";

const DAMAGES: readonly ((row: Row) => unknown)[] = [
  () => null,
  () => "row",
  () => [],
  (row) => ({ ...row, id: undefined }),
  (row) => ({ ...row, id: "" }),
  (row) => ({ ...row, id: 42 }),
  (row) => ({ ...row, current_price: "12.5" }),
  (row) => ({ ...row, current_price: "NaN" }),
  (row) => ({ ...row, current_price: INFINITE_MARK }),
  (row) => ({ ...row, current_price: -1 }),
  (row) => ({ ...row, total_volume: -5 }),
  (row) => ({ ...row, symbol: null }),
  (row) => ({ ...row, name: 7 }),
  (row) => ({ ...row, sparkline_in_7d: null }),
  (row) => ({ ...row, sparkline_in_7d: { price: ["1", null, -3, INFINITE_MARK] } }),
  (row) => ({ ...row, last_updated: "yesterday" }),
  (row) => ({ ...row, market_cap: {} }),
];

/** Of rows without names, as venues send candles. */
const LIST_DAMAGES: readonly ((row: readonly unknown[]) => unknown)[] = [
  () => null,
  (row) => row.slice(0, 3),
  (row) => row.with(2, "NaN"),
  (row) => row.with(4, null),
  () => ({}),
];

/** Damages every third row, each in the next way of the list; the rows between stay as they were. */
export function damageRows(rows: readonly unknown[]): string {
  const damaged = rows.map((row, index) => {
    if (index % 3 !== 1) return row;
    const turn = Math.floor(index / 3);
    if (Array.isArray(row)) return LIST_DAMAGES[turn % LIST_DAMAGES.length]?.(row);
    return isRow(row) ? DAMAGES[turn % DAMAGES.length]?.(row) : row;
  });
  return JSON.stringify(damaged).replaceAll(`"${INFINITE_MARK}"`, INFINITE);
}

const LIES: readonly ((row: Row) => Row)[] = [
  (row) => ({ ...row, current_price: Number(row.current_price) * 1_000 }),
  (row) => ({ ...row, current_price: 0 }),
  (row) => ({ ...row, current_price: 1e-30 }),
  (row) => ({ ...row, total_volume: 9e24, market_cap: 1 }),
  (row) => ({ ...row, last_updated: "2099-01-01T00:00:00.000Z" }),
];

/** Every tenth row is well formed and wrong. */
export function lieAboutPrices(rows: readonly unknown[]): string {
  return JSON.stringify(
    rows.map((row, index) =>
      index % 10 === 5 && isRow(row) ? LIES[Math.floor(index / 10) % LIES.length]?.(row) : row,
    ),
  );
}

/**
 * Every coin gets the next text of the corpus for its name, every other one for its symbol too, and every fourth one for its id: whole
 * coins otherwise, so that what is written in them is stored, ranked, sent and shown.
 */
export function writeHostileTexts(rows: readonly unknown[]): string {
  return JSON.stringify(
    rows.map((row, index) => {
      if (!isRow(row)) return row;
      const named = {
        ...row,
        name: HOSTILE_NAMES[index % HOSTILE_NAMES.length],
        image: HOSTILE_IMAGES[index % HOSTILE_IMAGES.length],
      };
      if (index % 2 === 1) return { ...named, symbol: HOSTILE_NAMES[(index * 7) % HOSTILE_NAMES.length] };
      const place = index / 4;
      return Number.isInteger(place) && place < HOSTILE_IDS.length ? { ...named, id: HOSTILE_IDS[place] } : named;
    }),
  );
}

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
