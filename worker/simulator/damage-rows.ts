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

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
