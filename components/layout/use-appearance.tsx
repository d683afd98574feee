"use client";

import { createContext, type ReactNode, useCallback, useContext, useMemo, useState, useTransition } from "react";
import { type Appearance, serializeAppearance } from "./appearance";

interface AppearanceValue {
  readonly appearance: Appearance;
  readonly change: (changes: Partial<Appearance>) => void;
}

const AppearanceContext = createContext<AppearanceValue | null>(null);

export interface AppearanceProviderProps {
  readonly initial: Appearance;
  readonly save: (text: string) => Promise<void>;
  readonly children: ReactNode;
}

/** The look at once on this page, and in the cookie for the next one. */
export function AppearanceProvider({ initial, save, children }: AppearanceProviderProps) {
  const [appearance, setAppearance] = useState(initial);
  const [, startSaving] = useTransition();
  const change = useCallback(
    (changes: Partial<Appearance>) => {
      const next = { ...appearance, ...changes };
      setAppearance(next);
      Object.assign(document.documentElement.dataset, {
        theme: next.theme,
        palette: next.palette,
        density: next.density,
        nav: next.nav,
      });
      startSaving(() => save(serializeAppearance(next)));
    },
    [appearance, save],
  );
  const value = useMemo(() => ({ appearance, change }), [appearance, change]);
  return <AppearanceContext value={value}>{children}</AppearanceContext>;
}

export function useAppearance(): AppearanceValue {
  const value = useContext(AppearanceContext);
  if (value === null) throw new Error("useAppearance needs an AppearanceProvider above it");
  return value;
}
