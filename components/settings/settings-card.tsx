"use client";

import { type ReactNode, useId } from "react";

export function SettingsCard({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="flex min-w-0 flex-col gap-3 rounded-card border border-line bg-surface-1 p-4"
    >
      <h2 id={id} className="font-semibold text-body text-fg">
        {title}
      </h2>
      {children}
    </section>
  );
}
