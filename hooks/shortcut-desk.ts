/** A key as it was pressed, with what the page knows about where. */
export interface KeyPress {
  /** `event.key`. */
  readonly key: string;
  /** Ctrl, or Cmd on a Mac. */
  readonly withCommand: boolean;
  readonly withAlt: boolean;
  /** Typed into a text field, or into a layer that is not modal. */
  readonly isTyped: boolean;
  /** A modal dialog or an open menu has the page. */
  readonly isCovered: boolean;
  readonly at: number;
}

export type ShortcutHandlers<E> = Readonly<Record<string, (event: E) => void>>;

interface Scope<E> {
  /** Asked after every other: what works on every page gives way to the page. */
  readonly isLast: boolean;
  readonly handlers: () => ShortcutHandlers<E>;
  readonly lettersOn: () => boolean;
}

/** How long a chord waits for its second key. */
const CHORD_MS = 1_500;

/**
 * Decides what a key means: the page is asked before what works everywhere. A letter that begins chords waits for the next key,
 * which then means the chord or nothing: nobody shall plan a buy because a page has no `g p`.
 */
export class ShortcutDesk<E> {
  private readonly scopes: Scope<E>[] = [];
  private chord: { readonly first: string; readonly at: number } | null = null;

  register(scope: Scope<E>): () => void {
    if (scope.isLast) this.scopes.push(scope);
    else this.scopes.unshift(scope);
    return () => {
      this.scopes.splice(this.scopes.indexOf(scope), 1);
    };
  }

  /** What is to be run; null leaves the key to the browser, "taken" keeps it from the browser and runs nothing. */
  press(press: KeyPress): ((event: E) => void) | "taken" | null {
    const { key, withCommand, withAlt, isTyped, isCovered, at } = press;
    if (withAlt || isCovered) return this.forget();
    if (withCommand) {
      this.chord = null;
      return this.find(`Command+${key.toLowerCase()}`);
    }
    // A modifier on its own is on its way to a letter.
    if (key === "Shift") return null;
    if (isTyped) return this.forget();
    const { chord } = this;
    this.chord = null;
    const isLetter = key.length === 1;
    if (chord !== null && at - chord.at < CHORD_MS && isLetter) return this.find(`${chord.first} ${key}`) ?? "taken";
    if (isLetter && this.beginsChord(key)) {
      this.chord = { first: key, at };
      return "taken";
    }
    return this.find(key);
  }

  private forget(): null {
    this.chord = null;
    return null;
  }

  private find(keys: string): ((event: E) => void) | null {
    const isLetters = !keys.startsWith("Command+") && (keys.length === 1 || keys.includes(" "));
    for (const { handlers, lettersOn } of this.scopes) {
      const run = handlers()[keys];
      if (run !== undefined && (!isLetters || lettersOn())) return run;
    }
    return null;
  }

  private beginsChord(key: string): boolean {
    return this.scopes.some(
      ({ handlers, lettersOn }) =>
        lettersOn() && Object.keys(handlers()).some((keys) => keys.startsWith(`${key} `) && keys.length === 3),
    );
  }
}
