"use client";

import { useEffect } from "react";
import { listenForInstall } from "./install-prompt";

/**
 * Registers the service worker, so that the site can be installed and says in words when its server cannot be reached.
 */
export function ServiceWorker() {
  useEffect(listenForInstall, []);
  useEffect(() => {
    if (!("serviceWorker" in navigator) || !window.isSecureContext) return;
    // A browser that refuses, in a private window say, has the site without it.
    const register = () => void navigator.serviceWorker.register("/sw.js").catch(() => undefined);
    if (document.readyState === "complete") {
      register();
      return;
    }
    window.addEventListener("load", register, { once: true });
    return () => window.removeEventListener("load", register);
  }, []);
  return null;
}
