import type { Command } from "./use-commands";

/** What a page offers to the palette: its buttons and links that carry `data-command`, the command in the reader's words. */
const OFFERED = "main [data-command]";

function isUsable(element: Element): element is HTMLElement {
  return element instanceof HTMLElement && !element.matches(":disabled") && element.getClientRects().length > 0;
}

/** The commands of the page on screen; running one is pressing its button. */
export function pageCommands(): readonly Command[] {
  const labels = new Set<string>();
  return [...document.querySelectorAll(OFFERED)].filter(isUsable).flatMap((element) => {
    const label = element.dataset.command ?? "";
    if (label === "" || labels.has(label)) return [];
    labels.add(label);
    return [
      {
        key: `here ${label}`,
        group: "On this page",
        label,
        words: element.dataset.commandWords ?? "",
        hint: null,
        run() {
          element.focus();
          element.click();
        },
      },
    ];
  });
}
