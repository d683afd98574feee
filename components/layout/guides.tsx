"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { useShortcuts } from "@/hooks/use-shortcuts";
import { useAppearance } from "./use-appearance";
import { type Guide, GuidesContext, type TourState, useGuides } from "./use-guides";

// Nobody who only reads the list pays for them.
const Palette = dynamic(() => import("../palette/palette").then((module) => module.Palette), { ssr: false });
const KeysDialog = dynamic(() => import("./keys-dialog").then((module) => module.KeysDialog), { ssr: false });
const Tour = dynamic(() => import("../tour/tour").then((module) => module.Tour), { ssr: false });

export interface GuidesProviderProps {
  /** Whether this browser has not been offered the tour yet. */
  readonly offersTour: boolean;
  readonly children: ReactNode;
}

/** Palette, map of the keys and tour for every page, and the keys that work on every page. */
export function GuidesProvider({ offersTour, children }: GuidesProviderProps) {
  const [guide, show] = useState<Guide | null>(null);
  const [tour, showTour] = useState<TourState | null>(offersTour ? "offered" : null);
  const value = useMemo(() => ({ guide, show, tour, showTour }), [guide, tour]);
  return <GuidesContext value={value}>{children}</GuidesContext>;
}

function useGlobalKeys(show: (guide: Guide) => void): void {
  const { appearance, change } = useAppearance();
  const router = useRouter();
  useShortcuts(
    "everywhere",
    {
      "Command+k": () => show({ kind: "palette" }),
      "/": () => show({ kind: "coins", purpose: "open" }),
      "?": () => show({ kind: "keys" }),
      "[": () => change({ nav: appearance.nav === "wide" ? "narrow" : "wide" }),
      "g m": () => router.push("/momentum"),
      "g a": () => router.push("/alerts"),
      "g b": () => router.push("/backtests"),
      "g t": () => router.push("/status"),
      "g c": () => router.push("/momentum/scorecard"),
      "g e": () => router.push("/settings"),
    },
    appearance.letters === "on",
  );
}

/** Draws the guides that are open. */
export function Guides() {
  const { guide, show, tour, showTour } = useGuides();
  useGlobalKeys(show);
  const close = useCallback(() => show(null), [show]);
  return (
    <>
      {guide?.kind === "palette" && <Palette purpose={null} onClose={close} />}
      {guide?.kind === "coins" && <Palette key={guide.purpose} purpose={guide.purpose} onClose={close} />}
      {guide?.kind === "keys" && <KeysDialog onClose={close} />}
      {tour !== null && <Tour state={tour} onChange={showTour} />}
    </>
  );
}
