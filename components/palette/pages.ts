/** A page of the product, or a part of one, that the palette leads to. */
export interface PaletteLink {
  readonly key: string;
  readonly label: string;
  readonly words: string;
  readonly href: string;
  /** Keys that lead there too. */
  readonly keys: string | null;
}

export const pages: readonly PaletteLink[] = [
  { key: "momentum", label: "Momentum", words: "coins list ranking home", href: "/momentum", keys: "g m" },
  { key: "alerts", label: "Alerts", words: "rules", href: "/alerts", keys: "g a" },
  {
    key: "firings",
    label: "Firings",
    words: "alerts history ledger deliveries",
    href: "/alerts?tab=history",
    keys: null,
  },
  {
    key: "channels",
    label: "Channels",
    words: "alerts destinations telegram mail webhook discord push",
    href: "/alerts?tab=channels",
    keys: null,
  },
  {
    key: "backtests",
    label: "Backtests",
    words: "new run history test strategy sweep",
    href: "/backtests",
    keys: "g b",
  },
  {
    key: "scorecard",
    label: "Scorecard",
    words: "does the score work evidence",
    href: "/momentum/scorecard",
    keys: "g c",
  },
  { key: "status", label: "Status", words: "health sources quota queues", href: "/status", keys: "g t" },
  {
    key: "settings",
    label: "Settings",
    words: "password api keys sessions audit log look",
    href: "/settings",
    keys: "g e",
  },
  { key: "docs", label: "API documentation", words: "docs openapi reference help", href: "/docs", keys: null },
];
