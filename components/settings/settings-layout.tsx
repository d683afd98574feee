import type { ReactNode } from "react";

/** The sections in their order; the address `/settings#look` leads to one. */
const sections = [
  { id: "look", label: "Look and keys" },
  { id: "browser", label: "This browser" },
  { id: "access", label: "Access" },
] as const;

export type SettingsSection = (typeof sections)[number]["id"];

/** The table of contents over what it leads to: the tables below need the whole width. */
export function SettingsLayout(parts: Readonly<Record<SettingsSection, ReactNode>>) {
  return (
    <div className="flex flex-col gap-4">
      <nav aria-label="Settings" className="-mx-2">
        <ul className="flex gap-1 overflow-x-auto">
          {sections.map(({ id, label }) => (
            <li key={id}>
              <a
                href={`#${id}`}
                className="target flex min-h-8 items-center whitespace-nowrap rounded-button px-2 text-fg-2 text-table hover:bg-surface-2 hover:text-fg pointer-coarse:min-h-11"
              >
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div className="flex min-w-0 flex-1 flex-col gap-8">
        {sections.map(({ id, label }) => (
          <section key={id} id={id} aria-label={label} className="flex scroll-mt-28 flex-col gap-4">
            {parts[id]}
          </section>
        ))}
      </div>
    </div>
  );
}
