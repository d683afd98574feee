import { expect, it } from "vitest";
import { compareOrders } from "./order-change";

it("counts the fewest rows that moved, not everybody who slid", () => {
  expect(compareOrders(["a", "b", "c", "d"], ["d", "a", "b", "c"])).toEqual({ moved: 1, entered: 0, left: 0 });
  expect(compareOrders(["a", "b", "c"], ["c", "b", "a"])).toEqual({ moved: 2, entered: 0, left: 0 });
  expect(compareOrders(["a", "b"], ["x", "a"])).toEqual({ moved: 0, entered: 1, left: 1 });
  expect(compareOrders([], [])).toEqual({ moved: 0, entered: 0, left: 0 });
});
