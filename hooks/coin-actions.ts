/** What names a coin on a screen. */
export interface CoinRef {
  readonly id: string;
  readonly symbol: string;
  readonly name: string;
}

/** A level that an alert is to start from, as a dialog asks for it. */
export interface AlertWish {
  readonly type: "price_above" | "price_below" | "score_above";
  readonly threshold: number;
}

export type CoinRequest =
  | { readonly kind: "plan"; readonly coin: CoinRef }
  | { readonly kind: "alert"; readonly coin: CoinRef; readonly wish: AlertWish | null };

/** Something to be said about what the reader just did, or a firing. */
export interface Notice {
  readonly key: number;
  readonly text: string;
  readonly urgent: boolean;
  readonly link: { readonly href: string; readonly label: string } | null;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

/** What a list must know of the reader's own lists: a name and its coins in order. */
export interface WatchedList {
  readonly id: string;
  readonly name: string;
  readonly coinIds: readonly string[];
}

export interface CoinActionsState {
  readonly request: CoinRequest | null;
  readonly notices: readonly Notice[];
  /** Null until they are read; never read for a stranger. */
  readonly lists: readonly WatchedList[] | null;
  readonly watched: ReadonlySet<string>;
  /** Null until the server said whether the reader is the owner. */
  readonly owner: boolean | null;
}

const NOTICES_MAX = 3;
const NOBODY: ReadonlySet<string> = new Set();

/** What any coin on any page can ask for: a plan, an alert, a place in a watchlist. The desk of the shell serves it. */
export class CoinActions {
  private state: CoinActionsState = { request: null, notices: [], lists: null, watched: NOBODY, owner: null };
  private readonly listeners = new Set<() => void>();
  private watcher: ((coin: CoinRef) => void) | null = null;
  private waiting: CoinRef | null = null;
  private lastNotice = 0;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getState = (): CoinActionsState => this.state;

  readonly plan = (coin: CoinRef): void => this.change({ request: { kind: "plan", coin } });

  readonly alert = (coin: CoinRef, wish: AlertWish | null = null): void =>
    this.change({ request: { kind: "alert", coin, wish } });

  readonly close = (): void => this.change({ request: null });

  /** Into the first watchlist, or out of every one. */
  readonly toggleWatch = (coin: CoinRef): void => {
    if (this.watcher === null) this.waiting = coin;
    else this.watcher(coin);
  };

  readonly say = (text: string, more: Partial<Omit<Notice, "key" | "text">> = {}): void => {
    this.lastNotice += 1;
    const notice: Notice = { key: this.lastNotice, text, urgent: false, link: null, action: null, ...more };
    this.change({ notices: [...this.state.notices, notice].slice(-NOTICES_MAX) });
  };

  readonly dismiss = (key: number): void =>
    this.change({ notices: this.state.notices.filter((notice) => notice.key !== key) });

  /** The desk has come: it serves what was asked before it, too. */
  serve(watcher: ((coin: CoinRef) => void) | null): void {
    this.watcher = watcher;
    const { waiting } = this;
    if (watcher === null || waiting === null) return;
    this.waiting = null;
    watcher(waiting);
  }

  know(owner: boolean | null, lists: readonly WatchedList[] | null): void {
    if (owner === this.state.owner && lists === this.state.lists) return;
    this.change({ owner, lists, watched: new Set(lists?.flatMap(({ coinIds }) => coinIds)) });
  }

  private change(changes: Partial<CoinActionsState>): void {
    this.state = { ...this.state, ...changes };
    for (const listener of this.listeners) listener();
  }
}
