import Link from "next/link";
import type { ReactNode } from "react";
import { HintLayer } from "@/components/ui/hint-layer";
import { AccountSign } from "./account-sign";
import { Announcer } from "./announcer";
import type { Appearance } from "./appearance";
import { CoinActionsProvider } from "./coin-actions-provider";
import { Guides, GuidesProvider } from "./guides";
import { InboxSlot } from "./inbox-slot";
import { type MarketDescription, MarketProvider } from "./market-provider";
import { Navigation } from "./navigation";
import { PaletteButton } from "./palette-button";
import { ServiceWorker } from "./service-worker";
import { SettingsMenu } from "./settings";
import { ConnectionSign, DataAge, PaperLine, SourceStrip, SourceTag } from "./signs";
import { ThemeSwitch } from "./theme-switch";
import { AppearanceProvider } from "./use-appearance";

export interface ShellProps {
  readonly market: MarketDescription;
  readonly offersTour: boolean;
  readonly appearance: Appearance;
  readonly saveAppearance: (text: string) => Promise<void>;
  readonly children: ReactNode;
}

function Mark() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" className="text-accent">
      <path
        d="m10 1.5 8.5 8.5-8.5 8.5L1.5 10Z"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinejoin="round"
      />
      <path
        d="m6 11.2 2.6-2.6 2.2 2.2L14 7.6"
        fill="none"
        stroke="var(--fg)"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** What every page stands in: which market, how connected, how new, and where else to go. */
export function Shell({ market, offersTour, appearance, saveAppearance, children }: ShellProps) {
  return (
    <AppearanceProvider initial={appearance} save={saveAppearance}>
      <MarketProvider market={market}>
        <CoinActionsProvider>
          <GuidesProvider offersTour={offersTour}>
            <a href="#main" className="skip-link">
              Skip to content
            </a>
            <Guides />
            <header className="sticky top-0 z-50 border-line border-b bg-surface-1">
              <div className="flex h-(--top-bar) items-center gap-1 px-3 sm:gap-3 md:gap-4 md:px-4">
                <Link
                  href="/momentum"
                  className="target inline-flex items-center gap-2 font-semibold"
                  aria-label="GhostQuant"
                >
                  <Mark />
                  <span className="max-lg:hidden">GhostQuant</span>
                </Link>
                <span className="flex min-w-0 items-center gap-3 md:gap-4" data-tour="signs">
                  <SourceTag />
                  <ConnectionSign />
                  <DataAge />
                </span>
                <span className="flex-1" />
                <PaletteButton />
                <InboxSlot />
                <span className="max-sm:hidden">
                  <ThemeSwitch />
                </span>
                <SettingsMenu />
                <AccountSign />
              </div>
              <SourceStrip />
              <PaperLine />
            </header>
            <Navigation />
            <main id="main" tabIndex={-1} className="app-main">
              {children}
            </main>
            <Announcer />
            <ServiceWorker />
            <HintLayer />
          </GuidesProvider>
        </CoinActionsProvider>
      </MarketProvider>
    </AppearanceProvider>
  );
}
