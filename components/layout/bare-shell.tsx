import type { ReactNode } from "react";
import type { Appearance } from "./appearance";
import { ThemeSwitch } from "./theme-switch";
import { AppearanceProvider } from "./use-appearance";

export interface BareShellProps {
  readonly appearance: Appearance;
  readonly saveAppearance: (text: string) => Promise<void>;
  readonly children: ReactNode;
}

/** What a stranger sees where reads are closed: nothing of the market, and nothing that would ask for it. */
export function BareShell({ appearance, saveAppearance, children }: BareShellProps) {
  return (
    <AppearanceProvider initial={appearance} save={saveAppearance}>
      <header className="border-line border-b bg-surface-1">
        <div className="flex h-(--top-bar) items-center gap-3 px-3 md:px-4">
          <span className="font-semibold">GhostQuant</span>
          <span className="flex-1" />
          <ThemeSwitch />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </AppearanceProvider>
  );
}
