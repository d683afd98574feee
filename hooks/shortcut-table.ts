/** A shortcut: the values of `event.key` that mean it, or two of them for a chord, and what it does in the reader's words. */
interface Shortcut {
  readonly keys: readonly string[];
  /** How the keys are written where that is not the keys themselves. */
  readonly shown?: string;
  readonly does: string;
}

/** Every shortcut there is, by where it works: nothing else can be registered, and the map of the keys draws this. */
export const shortcutTable = {
  everywhere: [
    { keys: ["Command+k"], shown: "Ctrl K", does: "coins, pages and actions: the palette" },
    { keys: ["/"], does: "find a coin" },
    { keys: ["?"], does: "these keys" },
    { keys: ["["], does: "narrow or wide navigation" },
    { keys: ["g m"], does: "go to Momentum" },
    { keys: ["g a"], does: "go to Alerts" },
    { keys: ["g b"], does: "go to Backtests" },
    { keys: ["g t"], does: "go to Status" },
    { keys: ["g c"], does: "go to the scorecard" },
    { keys: ["g e"], does: "go to Settings" },
  ],
  list: [
    { keys: ["/"], does: "search the list" },
    { keys: ["j", "ArrowDown"], does: "next coin" },
    { keys: ["k", "ArrowUp"], does: "previous coin" },
    { keys: ["Home", "End"], does: "first, last coin" },
    { keys: ["o"], does: "open the coin's page" },
    { keys: ["a"], does: "alert for the coin" },
    { keys: ["p"], does: "plan a buy of the coin" },
    { keys: ["w"], does: "watch the coin, or no longer" },
    { keys: ["c"], does: "coins of the same group, and back" },
    { keys: ["Escape"], does: "close the topmost, then clear the search" },
    { keys: ["v"], does: "cards or table" },
    { keys: ["."], does: "apply the waiting order" },
    { keys: ["f"], does: "filters" },
    { keys: ["s"], does: "sort" },
    { keys: ["]"], does: "side rail" },
  ],
  coin: [
    { keys: ["a"], does: "alert for the coin" },
    { keys: ["p"], does: "plan a buy of the coin" },
    { keys: ["w"], does: "watch the coin, or no longer" },
    { keys: ["c"], does: "coins of the same group" },
    { keys: ["Escape"], does: "back to the list" },
  ],
} as const satisfies Record<string, readonly Shortcut[]>;

export type ShortcutScope = keyof typeof shortcutTable;

/** The keys of a scope: a screen that forgets one, or serves one that is not in the table, does not compile. */
export type ScopeKey<S extends ShortcutScope> = (typeof shortcutTable)[S][number]["keys"][number];

const SPOKEN: Readonly<Record<string, string>> = { ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc" };
const NAMES: Readonly<Record<ShortcutScope, string>> = {
  everywhere: "On every page",
  list: "In the list of coins",
  coin: "On a coin's page",
};

export interface KeyLine {
  readonly keys: readonly string[];
  readonly does: string;
}

export interface KeySection {
  readonly title: string;
  readonly lines: readonly KeyLine[];
}

/** What the browser or a layer does with a key by itself. */
const natives: readonly KeySection[] = [
  {
    title: "What has the focus",
    lines: [
      { keys: ["Enter"], does: "open the coin, press the button" },
      { keys: ["Tab", "Shift Tab"], does: "next, previous control" },
      { keys: ["Esc"], does: "close the menu, dialog or palette" },
    ],
  },
  {
    title: "In the palette",
    lines: [
      { keys: ["↓", "↑"], does: "next, previous result" },
      { keys: ["PgDn", "PgUp"], does: "eight results on, back" },
      { keys: ["Enter"], does: "open it or do it" },
    ],
  },
];

/** The map of the keys, as a dialog draws it. */
export function keySections(): readonly KeySection[] {
  const own = (Object.keys(shortcutTable) as ShortcutScope[]).map((scope) => ({
    title: NAMES[scope],
    lines: (shortcutTable[scope] as readonly Shortcut[]).map(({ keys, shown, does }) => ({
      keys: shown === undefined ? keys.map((key) => SPOKEN[key] ?? key) : [shown],
      does,
    })),
  }));
  return [...own, ...natives];
}
