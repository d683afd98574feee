"use client";

import { Dialog } from "@/components/ui/dialog";
import { keySections } from "@/hooks/shortcut-table";
import { useCommandKey } from "@/hooks/use-command-key";

const sections = keySections();

/** Every key, by where it works, from the table in which they are registered. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const command = useCommandKey();
  return (
    <Dialog title="Keys" width={560} onClose={onClose} testId="keys">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it has nothing else to focus, and is longer than a small screen */}
      <section tabIndex={0} data-autofocus aria-label="All keys" className="columns-1 gap-8 sm:columns-2">
        {sections.map(({ title, lines }) => (
          <section key={title} className="mb-5 break-inside-avoid">
            <h3 className="mb-2 font-semibold text-fg text-table">{title}</h3>
            <dl className="grid grid-cols-[84px_1fr] gap-y-1.5 text-table">
              {lines.map(({ keys, does }) => (
                <div key={does} className="contents">
                  <dt className="flex flex-wrap items-start gap-1">
                    {keys.map((key) => (
                      <kbd key={key} className="key">
                        {key.replace("Ctrl", command)}
                      </kbd>
                    ))}
                  </dt>
                  <dd className="text-fg-2">{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </section>
      <p className="text-fg-3 text-meta">
        Keys mean nothing while you type into a field. Single letters can be switched off under Look and keys.
      </p>
    </Dialog>
  );
}
