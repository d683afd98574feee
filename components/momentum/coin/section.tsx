"use client";

import { ChevronDown } from "lucide-react";
import { type ReactNode, useId, useState } from "react";

export interface SectionProps {
  readonly title: string;
  /** Beside the title, where there is room. */
  readonly aside?: ReactNode;
  /** True where a phone shows it unfolded from the start. */
  readonly unfolded?: boolean;
  readonly children: ReactNode;
}

/** A panel of the coin page; on a phone its heading folds it. */
export function Section({ title, aside, unfolded = false, children }: SectionProps) {
  const [open, setOpen] = useState(unfolded);
  const bodyId = useId();
  return (
    <section aria-label={title} className="min-w-0 rounded-card border border-line bg-surface-1 p-4 max-sm:py-1">
      <div className="flex items-baseline justify-between gap-3">
        <h2 className="font-semibold text-body text-fg max-sm:flex-1">
          <span className="max-sm:hidden">{title}</span>
          <button
            type="button"
            aria-expanded={open}
            aria-controls={bodyId}
            onClick={() => setOpen(!open)}
            className="flex min-h-11 w-full items-center justify-between sm:hidden"
          >
            {title}
            <ChevronDown
              size={16}
              strokeWidth={1.75}
              aria-hidden="true"
              className={open ? "rotate-180 text-fg-2" : "text-fg-2"}
            />
          </button>
        </h2>
        {aside && <div className="text-fg-2 text-meta max-sm:hidden">{aside}</div>}
      </div>
      <div id={bodyId} className={`mt-3 max-sm:mt-1 max-sm:pb-3 ${open ? "" : "max-sm:hidden"}`}>
        {children}
      </div>
    </section>
  );
}
