import { recordsCsv } from "@/lib/format/csv";

/** A table that can be taken away. Its rows are read when they are asked for, so that they are all of them and the newest. */
export interface ExportSubject {
  /** In the file's name: "momentum". */
  readonly name: string;
  /** In words: "the momentum list". */
  readonly title: string;
  /** Records of the interface with raw numbers. `say` tells how far a longer reading is. */
  readonly read: (say: (progress: string) => void) => Promise<ExportedRows>;
}

export interface ExportedRows {
  readonly rows: readonly object[];
  /** Newest datum that the rows rest on, where they rest on market data. */
  readonly asOf: string | null;
  /** What the rows were filtered and sorted by, and what must be known to read them. */
  readonly notes?: Readonly<Record<string, string | number | null>>;
}

export const exportFormats = ["csv", "json"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportFile {
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

const types: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv;charset=utf-8",
  json: "application/json;charset=utf-8",
};

/** "2026-11-21T1403Z": a moment that every file system takes. */
function stampOf(asOf: string): string {
  return `${new Date(asOf).toISOString().slice(0, 16).replace(":", "")}Z`;
}

/** The file of a table. The market is named in its name and in every row: a simulated price must not pass for a real one. */
export function exportFile(
  name: string,
  format: ExportFormat,
  exported: ExportedRows,
  source: string,
  readAt: number,
): ExportFile {
  const { rows, asOf, notes = {} } = exported;
  const stamp = stampOf(asOf ?? new Date(readAt).toISOString());
  const origin = { source, as_of: asOf };
  const text =
    format === "json"
      ? `${JSON.stringify({ table: name, ...origin, ...notes, count: rows.length, rows }, null, 2)}\n`
      : recordsCsv(rows.map((row) => ({ ...origin, ...row, ...origin })));
  return { name: `ghostquant-${name}-${source}-${stamp}.${format}`, type: types[format], text };
}
