/** Chromium's own event; it is in no standard library. */
interface InstallEvent extends Event {
  prompt(): Promise<void>;
}

let ask: (() => void) | null = null;
const listeners = new Set<() => void>();

function offer(next: (() => void) | null): void {
  ask = next;
  for (const listener of listeners) listener();
}

/** Keeps the browser's offer to install the site for when the reader asks for it, instead of a banner. */
export function listenForInstall(): () => void {
  const keep = (event: Event) => {
    event.preventDefault();
    offer(() => {
      // An offer can be taken once.
      offer(null);
      void (event as InstallEvent).prompt();
    });
  };
  const forget = () => offer(null);
  window.addEventListener("beforeinstallprompt", keep);
  window.addEventListener("appinstalled", forget);
  return () => {
    window.removeEventListener("beforeinstallprompt", keep);
    window.removeEventListener("appinstalled", forget);
  };
}

/** How to ask the browser to install the site; null where it does not offer that, or the site is installed. */
export function installPrompt(): (() => void) | null {
  return ask;
}

export function subscribeToInstall(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
