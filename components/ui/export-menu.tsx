"use client";

import { Download } from "lucide-react";
import dynamic from "next/dynamic";
import type { ExportSubject } from "./export-file";
import { Popover } from "./popover";

const ExportChoices = dynamic(() => import("./export-choices").then((module) => module.ExportChoices), { ssr: false });

export interface ExportMenuProps {
  readonly subject: ExportSubject;
  /** Only the sign, where there is no room for the word. */
  readonly compact?: boolean;
}

/** Takes a table away as a file: everything that it holds, not only what is on screen. */
export function ExportMenu({ subject, compact = false }: ExportMenuProps) {
  return (
    <Popover
      label={`Export ${subject.title}`}
      align="end"
      trigger={{
        className: `${compact ? "icon-button" : "button"} no-print`,
        "aria-label": `Export ${subject.title}`,
        "data-testid": `export-${subject.name}`,
        "data-command": `Export ${subject.title}`,
        children: (
          <>
            <Download size={16} strokeWidth={1.75} aria-hidden="true" />
            {compact ? null : <span className="max-sm:sr-only">Export</span>}
          </>
        ),
      }}
    >
      <ExportChoices subject={subject} />
    </Popover>
  );
}
