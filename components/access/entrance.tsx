import type { ReactNode } from "react";

/** The frame of the two pages that stand before the others. */
export function Entrance({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="mx-auto flex w-full max-w-sm flex-col gap-4 px-4 py-12">
      <h1 className="font-semibold text-fg text-title">{title}</h1>
      {children}
    </div>
  );
}
