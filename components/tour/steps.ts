/** One thing worth knowing, and where on the page it is. */
export interface TourStep {
  readonly title: string;
  readonly text: string;
  /** What is framed while the step is read; the step is told without a frame where the page has no such thing. */
  readonly target: string;
}

export const steps: readonly TourStep[] = [
  {
    title: "Which market, and how old",
    text: "The top bar says where the numbers come from, whether this page is connected, and how old the newest number is. A number that is old looks old where it stands.",
    target: "[data-tour=signs]",
  },
  {
    title: "Every coin has a score",
    text: "Coins are ranked by momentum. The bar under a score is what it is made of; open a coin to see each part, its formula and its inputs. A dash is unknown, never zero.",
    target: "main [data-item]",
  },
  {
    title: "Fewer coins",
    text: "Search and filters narrow the list. They are in the address bar, so a bookmark or a shared link gives the same list.",
    target: "main [aria-keyshortcuts=f]",
  },
  {
    title: "Be told",
    text: "An alert is a rule on a coin or on all of them. Its preview says how often it would have fired before you save it.",
    target: ".app-nav a[href='/alerts']",
  },
  {
    title: "Try it on the past",
    text: "A backtest runs the same score on recorded prices, with costs, and says in words whether the sample shows an edge.",
    target: ".app-nav a[href='/backtests']",
  },
  {
    title: "Everything by keyboard",
    text: "Ctrl K, or ⌘ K on a Mac, finds coins, pages and actions, this tour among them. The key ? lists all keys.",
    target: "[data-tour=palette]",
  },
];
