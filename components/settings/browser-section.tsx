"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { installPrompt, subscribeToInstall } from "@/components/layout/install-prompt";
import { later } from "@/hooks/later";
import { SettingsCard } from "./settings-card";

const WAIT_MS = 10_000;

type Place = "asking" | "installed" | "worker" | "plain" | "insecure";

const words: Readonly<Record<Exclude<Place, "asking">, string>> = {
  installed: "GhostQuant runs here as an installed program.",
  worker: "The service worker is ready: push can be received, and without a connection a page says so in words.",
  plain: "This browser keeps no service worker for the site, so it can neither be installed nor be pushed to.",
  insecure: "Installing and push need https, or this machine's own address (localhost).",
};

async function placeOf(): Promise<Place> {
  if (window.matchMedia("(display-mode: standalone)").matches) return "installed";
  if (!window.isSecureContext) return "insecure";
  if (!("serviceWorker" in navigator)) return "plain";
  // On the first visit the worker is still being registered behind the page; one that is refused never gets ready.
  const waited = new Promise<"plain">((resolve) => later(() => resolve("plain"), WAIT_MS));
  return Promise.race([navigator.serviceWorker.ready.then(() => "worker" as const), waited]);
}

/** What the site can do in this browser beyond its pages. */
export function BrowserSection() {
  const [place, setPlace] = useState<Place>("asking");
  const install = useSyncExternalStore(subscribeToInstall, installPrompt, () => null);
  useEffect(() => void placeOf().then(setPlace), []);
  return (
    <SettingsCard title="Install">
      <p className="min-h-9 max-w-3xl text-fg-2 text-table">{place === "asking" ? "" : words[place]}</p>
      {install === null ? (
        <p className="text-fg-3 text-meta">
          This browser offers no button for it here. Its own menu may: "Install", or "Add to home screen".
        </p>
      ) : (
        <button type="button" className="button w-fit" onClick={install}>
          Install GhostQuant
        </button>
      )}
    </SettingsCard>
  );
}
