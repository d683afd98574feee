import { expect, test } from "vitest";
import { methodsOf } from "./openapi";

test.each([
  ["/api/market/alerts/preview", "POST"],
  ["/market/alerts/preview", "POST"],
  ["/api/market/channels/push-key", "GET"],
  ["/api/market/firings/read", "POST"],
  ["/api/market/backtest/preview", "POST"],
  ["/market/backtest/6f1c/export", "GET"],
])("%s is itself and no id: it answers %s", (path, method) => {
  expect(methodsOf(path)).toContain(method);
});

test("a path with an id has the methods of that", () => {
  expect(methodsOf("/api/market/alerts/6f1c")).toEqual(expect.arrayContaining(["PATCH", "DELETE"]));
});
