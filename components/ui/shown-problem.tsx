import type { ReactNode } from "react";

/** What to say where a page should be: no numbers, so that none can be mistaken for a fresh one. */
export function ShownProblem({ digest, children }: { readonly digest: string | null; readonly children: ReactNode }) {
  return (
    <div className="flex flex-col items-start gap-3 p-4 md:p-6" role="alert" data-testid="page-problem">
      <h1 className="font-semibold text-fg text-title">This page could not be drawn</h1>
      <p className="max-w-[65ch] text-body text-fg-2">
        Something in it failed. Refreshes, alerts and backtests do not depend on it and go on.
        {digest === null ? "" : ` The log of the web process has the cause under ${digest}.`}
      </p>
      <div className="flex flex-wrap gap-2">{children}</div>
    </div>
  );
}
