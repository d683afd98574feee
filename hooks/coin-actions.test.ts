import { expect, test, vi } from "vitest";
import { CoinActions } from "./coin-actions";

const sol = { id: "solana", symbol: "SOL", name: "Solana" };

test("a star pressed before the desk is there is served once it comes", () => {
  const actions = new CoinActions();
  actions.toggleWatch(sol);
  const watcher = vi.fn();
  actions.serve(watcher);
  actions.serve(watcher);
  expect(watcher.mock.calls).toEqual([[sol]]);
});

test("a coin is watched when any list holds it", () => {
  const actions = new CoinActions();
  actions.know(true, [
    { id: "a", name: "A", coinIds: ["bitcoin"] },
    { id: "b", name: "B", coinIds: ["solana", "bitcoin"] },
  ]);
  expect([...actions.getState().watched]).toEqual(["bitcoin", "solana"]);
});

test("at most three notices stand, the newest last", () => {
  const actions = new CoinActions();
  for (const text of ["1", "2", "3", "4"]) actions.say(text);
  expect(actions.getState().notices.map(({ text }) => text)).toEqual(["2", "3", "4"]);
});
