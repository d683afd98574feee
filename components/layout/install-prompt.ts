/** Chromium's own event; it is in no standard library. */
interface InstallEvent extends Event {
  prompt(): Promise<void>;
}

let offered: InstallEvent | null = null;

/** Keeps the browser's offer to install the site for when the reader asks for it, instead of a banner. */
export function listenForInstall(): () => void {
  const keep = (event: Event) => {
    event.preventDefault();
    offered = event as InstallEvent;
  };
  const forget = () => {
    offered = null;
  };
  window.addEventListener("beforeinstallprompt", keep);
  window.addEventListener("appinstalled", forget);
  return () => {
    window.removeEventListener("beforeinstallprompt", keep);
    window.removeEventListener("appinstalled", forget);
  };
}

/** How to ask the browser to install the site; null where it does not offer that, or the site is installed. */
export function installPrompt(): (() => void) | null {
  const event = offered;
  if (event === null) return null;
  return () => {
    // An offer can be taken once.
    offered = null;
    void event.prompt();
  };
}
