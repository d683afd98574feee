import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shortcutTable } from "@/hooks/shortcut-table";
import { arrangeOptions, DRAWN } from "./arrange-options";
import { fold, MATCH, matchText } from "./match-text";
import { pages } from "./pages";
import { rankCoins } from "./rank-coins";
import { rankCommands } from "./rank-commands";
import { readWish } from "./read-wish";

// In the order of their market value.
const coins = [
  { id: "bitcoin", symbol: "BTC", name: "Bitcoin" },
  { id: "solana", symbol: "SOL", name: "Solana" },
  { id: "wrapped-solana", symbol: "WSOL", name: "Wrapped SOL" },
  { id: "bitcoin-cash", symbol: "BCH", name: "Bitcoin Cash" },
  { id: "a", symbol: "A", name: "Vaulta" },
  { id: "solend", symbol: "SLND", name: "Solend" },
  { id: "sol-2", symbol: "SOL", name: "Sola Token" },
  { id: "sao", symbol: "SAO", name: "São Paulo FC" },
];
const found = (question: string, limit = 50) => rankCoins(question, coins, limit).map(({ coin }) => coin.id);

describe("coins", () => {
  it("come by exact symbol, then beginnings, then names, and by market value among equals", () => {
    expect(found("sol")).toEqual(["solana", "sol-2", "solend", "wrapped-solana"]);
    expect(found("bit")).toEqual(["bitcoin", "bitcoin-cash"]);
    expect(found("a")[0]).toBe("a");
  });

  it("are found by letters in order, without accents, by id, and by a word within the name", () => {
    expect(found("bitcon")).toEqual(["bitcoin", "bitcoin-cash"]);
    expect(found("sao pau")).toEqual(["sao"]);
    expect(found("cash")).toEqual(["bitcoin-cash"]);
    expect(found("sol-2")).toEqual(["sol-2"]);
  });

  it("are all there in their order for no question, never more than the limit, and none for nonsense", () => {
    expect(found("  ")).toEqual(coins.map(({ id }) => id));
    expect(found("", 3)).toHaveLength(3);
    expect(found("zzz")).toEqual([]);
    expect(found("(.*")).toEqual([]);
  });

  it("with the exact symbol always stand before all others, whatever is asked", () => {
    const names = fc.array(
      fc.record({ id: fc.uuid(), symbol: fc.string({ minLength: 1, maxLength: 5 }), name: fc.string() }),
    );
    fc.assert(
      fc.property(names, fc.nat(), (all, pick) => {
        const wanted = all[pick % Math.max(1, all.length)];
        const asked = wanted?.symbol.trim().replace(/\s+/g, " ") ?? "";
        if (wanted === undefined || fold(asked) === "" || fold(wanted.symbol) !== fold(asked)) return;
        const first = rankCoins(asked, all, 1)[0]?.coin;
        const texts = first === undefined ? [] : [first.symbol].map(fold);
        expect(texts).toContain(fold(asked));
      }),
    );
  });
});

describe("a text", () => {
  it("answers a word the better the closer it is", () => {
    const of = (text: string) => matchText("sol", text);
    expect([
      of("sol"),
      of("solana"),
      of("wrapped sol"),
      of("wsol"),
      of("s o l"),
      of("snow owl pool"),
      of("los"),
    ]).toEqual([MATCH.exact, MATCH.prefix, MATCH.wordPrefix, MATCH.inside, MATCH.scattered, 0, 0]);
  });

  it("is never matched by two scattered letters", () => {
    expect(matchText("bn", "bitcoin")).toBe(0);
  });
});

describe("commands", () => {
  const commands = [
    { label: "Theme: light", words: "look bright day" },
    { label: "Theme: dark", words: "look night" },
    { label: "Status", words: "page health queues" },
    { label: "Sign out", words: "leave session log out" },
  ];
  const labels = (question: string) => rankCommands(question, commands).map(({ command }) => command.label);

  it("answer all words of a question in any order, by label before other words", () => {
    expect(labels("light theme")).toEqual(["Theme: light"]);
    expect(labels("theme")).toEqual(["Theme: light", "Theme: dark"]);
    expect(labels("log out")).toEqual(["Sign out"]);
    expect(labels("health light")).toEqual([]);
    expect(labels("")).toHaveLength(4);
  });
});

describe("the list", () => {
  const many = Array.from({ length: 200 }, (_, at) => ({ coin: { id: `${at}` }, points: 50 }));
  const page = { command: { key: "status", group: "Pages" }, points: 60 };
  const action = { command: { key: "dark", group: "Actions" }, points: 10 };

  it("begins with the group of the best answer and is never longer than fifty", () => {
    const groups = arrangeOptions(many, [page, action]);
    expect(groups.map(({ title }) => title)).toEqual(["Pages", "Coins", "Actions"]);
    expect(groups.flatMap(({ items }) => items).length).toBeLessThanOrEqual(DRAWN);
    expect(arrangeOptions(many, []).flatMap(({ items }) => items)).toHaveLength(DRAWN);
  });

  it("leaves room for what is no coin, however many coins there are", () => {
    expect(arrangeOptions(many, [action]).map(({ title }) => title)).toContain("Actions");
  });

  it("of pages names only keys that lead there", () => {
    const chords = new Map(
      shortcutTable.everywhere.flatMap(({ keys, does }) => keys.map((key) => [key as string, does])),
    );
    const named = pages.flatMap(({ keys, label }) => (keys === null ? [] : [{ keys, label }]));
    expect(named.length).toBeGreaterThan(4);
    for (const { keys, label } of named) expect(chords.get(keys)?.toLowerCase(), keys).toContain(label.toLowerCase());
  });
});

describe("a wish", () => {
  it("is a verb before a coin", () => {
    expect(readWish("alert sol")).toEqual({ purpose: "alert", question: "sol" });
    expect(readWish("New alert for SOL")).toEqual({ purpose: "alert", question: "sol" });
    expect(readWish("backtest bitcoin cash")).toEqual({ purpose: "backtest", question: "bitcoin cash" });
    expect(readWish("alert for a")).toEqual({ purpose: "alert", question: "a" });
    expect(readWish("plan a buy of SOL")).toEqual({ purpose: "plan", question: "sol" });
  });

  it("is none without a coin, without a verb, and for what objects happen to have", () => {
    for (const text of ["", "alert", "new alert", "sol", "solana alert", "constructor sol", "the"]) {
      expect(readWish(text), text).toBeNull();
    }
  });
});
