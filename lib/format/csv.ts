export type CsvCell = string | number | boolean | null;

/** A spreadsheet takes a text that begins so, also in full-width characters, for a formula. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;
const NEEDS_QUOTES = /[",\r\n]/u;

/** A cell by RFC 4180: unknown is empty, and a text that a spreadsheet would run is made a text by an apostrophe. */
function cellText(cell: CsvCell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return `${cell}`;
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows under a head line, each line ended as RFC 4180 says. */
export function formatCsv(head: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [head, ...rows].map((row) => `${row.map(cellText).join(",")}\r\n`).join("");
}

type Cells = Map<string, CsvCell>;

const isScalar = (value: unknown): value is CsvCell =>
  value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";

function addCells(cells: Cells, name: string, value: unknown): void {
  if (value === undefined) return;
  if (isScalar(value)) cells.set(name, value);
  else if (Array.isArray(value)) {
    cells.set(name, value.every(isScalar) ? value.map((item) => item ?? "").join("; ") : JSON.stringify(value));
  } else for (const [part, inner] of Object.entries(value as object)) addCells(cells, `${name}.${part}`, inner);
}

function cellsOf(record: object): Cells {
  const cells: Cells = new Map();
  for (const [name, value] of Object.entries(record)) addCells(cells, name, value);
  return cells;
}

/** Records of the interface as a table: an object becomes a column for each of its parts, a list one text. */
export function recordsCsv(records: readonly object[]): string {
  const rows = records.map(cellsOf);
  const head = [...new Set(rows.flatMap((cells) => [...cells.keys()]))];
  return formatCsv(
    head,
    rows.map((cells) => head.map((name) => cells.get(name) ?? null)),
  );
}
