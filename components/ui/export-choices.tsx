"use client";

import { useState } from "react";
import { failureText } from "@/hooks/requests";
import { tickNow } from "@/hooks/shared-tick";
import { useMarket } from "@/hooks/use-market";
import { countOf } from "@/lib/format/count";
import { type ExportFile, type ExportFormat, type ExportSubject, exportFile, exportFormats } from "./export-file";

const KEPT_MS = 60_000;

function save(file: ExportFile): void {
  const url = URL.createObjectURL(new Blob([file.text], { type: file.type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = file.name;
  link.click();
  // The browser reads the address a moment after the click.
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}

const formatWords: Readonly<Record<ExportFormat, string>> = {
  csv: "CSV, for a spreadsheet",
  json: "JSON, for a program",
};

/** Which kind of file, and what came of it. */
export function ExportChoices({ subject }: { readonly subject: ExportSubject }) {
  const { clock } = useMarket();
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const take = async (format: ExportFormat) => {
    if (busy) return;
    setBusy(true);
    setSaid("Reading the rows.");
    try {
      const exported = await subject.read(setSaid);
      const file = exportFile(subject.name, format, exported, clock?.source ?? "unknown", tickNow());
      save(file);
      const { note } = exported.notes ?? {};
      setSaid(`${countOf(exported.rows.length, "row")} saved as ${file.name}${note === undefined ? "" : `. ${note}`}`);
    } catch (error) {
      setSaid(`Not exported: ${failureText(error)}`);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="flex w-64 flex-col gap-2 text-table">
      <p className="text-fg-2">All rows of {subject.title}, raw numbers, times in UTC.</p>
      {exportFormats.map((format) => (
        <button
          key={format}
          type="button"
          className="button justify-start pointer-coarse:min-h-11"
          // A disabled button would lose the focus of who pressed it.
          aria-disabled={busy}
          onClick={() => void take(format)}
          data-testid={`export-as-${format}`}
        >
          {formatWords[format]}
        </button>
      ))}
      <p role="status" className="num min-h-10 break-words text-fg-2 text-meta" data-testid="export-said">
        {said}
      </p>
    </div>
  );
}
