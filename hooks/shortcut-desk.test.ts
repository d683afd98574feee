import { describe, expect, it } from "vitest";
import { type KeyPress, ShortcutDesk } from "./shortcut-desk";
import { keySections, shortcutTable } from "./shortcut-table";

const press = (key: string, changes: Partial<KeyPress> = {}): KeyPress => ({
  key,
  withCommand: false,
  withAlt: false,
  isTyped: false,
  isCovered: false,
  at: 0,
  ...changes,
});

function deskWith(...scopes: readonly (readonly string[])[]) {
  const desk = new ShortcutDesk<string>();
  const ran: string[] = [];
  const letters = { on: true };
  const leaves = scopes.map((keys, index) => {
    const handlers = Object.fromEntries(keys.map((key) => [key, () => ran.push(`${index}:${key}`)]));
    return desk.register({ handlers: () => handlers, lettersOn: () => letters.on, isLast: false });
  });
  const type = (key: string, changes: Partial<KeyPress> = {}) => {
    const run = desk.press(press(key, changes));
    if (typeof run === "function") run("event");
    return run;
  };
  return { type, ran, letters, leaves };
}

describe("what a key means", () => {
  it("is what the scope says that came last, else the one before it", () => {
    const { type, ran, leaves } = deskWith(["/", "?"], ["/"]);
    type("/");
    type("?");
    leaves[1]?.();
    type("/");
    expect(ran).toEqual(["1:/", "0:?", "0:/"]);
  });

  it("is the page's before it is everywhere's, in whatever order they came", () => {
    const desk = new ShortcutDesk<string>();
    const ran: string[] = [];
    const scope = (name: string, isLast: boolean) => ({
      handlers: () => ({ "/": () => ran.push(name) }),
      lettersOn: () => true,
      isLast,
    });
    const run = () => {
      const found = desk.press(press("/"));
      if (typeof found === "function") found("event");
    };
    const leave = desk.register(scope("page", false));
    desk.register(scope("everywhere", true));
    run();
    leave();
    run();
    desk.register(scope("next page", false));
    run();
    expect(ran).toEqual(["page", "everywhere", "next page"]);
  });

  it("is nothing in a text field, with Alt, or under a layer", () => {
    const { type, ran } = deskWith(["v", "Escape"]);
    for (const key of ["v", "Escape"]) {
      expect(type(key, { isTyped: true })).toBeNull();
      expect(type(key, { withAlt: true })).toBeNull();
      expect(type(key, { isCovered: true })).toBeNull();
      expect(type(key, { withCommand: true })).toBeNull();
    }
    expect(ran).toEqual([]);
  });

  it("is the palette with Ctrl or Cmd also in a text field, whatever Caps Lock says, but not over a dialog", () => {
    const { type, ran } = deskWith(["Command+k"]);
    type("k", { withCommand: true });
    type("K", { withCommand: true, isTyped: true });
    type("k", { withCommand: true, isCovered: true });
    type("k");
    expect(ran).toEqual(["0:Command+k", "0:Command+k"]);
  });

  it("leaves single letters and chords alone where they are switched off, not the palette and not Escape", () => {
    const { type, ran, letters } = deskWith(["v", "g m", "Escape", "Command+k"]);
    letters.on = false;
    for (const key of ["v", "g", "m", "Escape"]) type(key);
    type("k", { withCommand: true });
    expect(ran).toEqual(["0:Escape", "0:Command+k"]);
  });
});

describe("a chord", () => {
  it("is two keys one after the other, and its second key means nothing else", () => {
    const { type, ran } = deskWith(["g a", "g m"], ["a"]);
    expect(type("g")).toBe("taken");
    type("a", { at: 1_000 });
    type("a", { at: 1_100 });
    expect(ran).toEqual(["0:g a", "1:a"]);
  });

  it("that does not exist does nothing, so that nobody plans a buy by it", () => {
    const { type, ran } = deskWith(["g a"], ["p"]);
    type("g");
    expect(type("p", { at: 10 })).toBe("taken");
    type("p", { at: 20 });
    expect(ran).toEqual(["1:p"]);
  });

  it("is forgotten after a while, by Escape, and by a key that was typed into a field", () => {
    for (const between of [null, press("Escape"), press("x", { isTyped: true }), press("k", { withCommand: true })]) {
      const { type, ran } = deskWith(["g a"], ["a"]);
      type("g");
      if (between !== null) type(between.key, between);
      type("a", { at: between === null ? 1_500 : 100 });
      expect(ran).toEqual(["1:a"]);
    }
  });

  it("waits while Shift is pressed for its second key", () => {
    const { type, ran } = deskWith(["g ?"], ["?"]);
    type("g");
    type("Shift");
    type("?", { at: 50 });
    expect(ran).toEqual(["0:g ?"]);
  });
});

describe("the table of the keys", () => {
  it("names no key twice in a scope", () => {
    for (const [scope, lines] of Object.entries(shortcutTable)) {
      const keys = lines.flatMap((line) => [...line.keys]);
      expect(new Set(keys).size, scope).toBe(keys.length);
    }
  });

  it("has no chord that a single key of the same page would swallow", () => {
    const firsts = new Set(
      shortcutTable.everywhere.flatMap(({ keys }) => keys.flatMap((k) => (/^. .$/.test(k) ? k[0] : []))),
    );
    const singles = Object.values(shortcutTable).flatMap((lines) => lines.flatMap(({ keys }) => [...keys] as string[]));
    expect(firsts.size).toBeGreaterThan(0);
    expect(singles.filter((key) => firsts.has(key))).toEqual([]);
  });

  it("is drawn whole", () => {
    const drawn = keySections().flatMap(({ lines }) => lines.map(({ does }) => does));
    for (const { does } of Object.values(shortcutTable).flat()) expect(drawn).toContain(does);
  });
});
