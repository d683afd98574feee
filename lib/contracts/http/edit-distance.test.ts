import { describe, expect, it } from "vitest";
import { seededRandom } from "@/lib/statistics/seeded-random";
import { editDistance } from "./edit-distance";

/** The whole table, as the textbook has it. */
function textbook(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}

describe("the edit distance", () => {
  it("is that of the whole table wherever it is within the limit, and null exactly beyond it", () => {
    const random = seededRandom(5);
    const word = () =>
      Array.from({ length: Math.floor(random() * 12) }, () => "abcdé中"[Math.floor(random() * 6)]).join("");
    for (let round = 0; round < 3_000; round++) {
      const [from, to, most] = [word(), word(), Math.floor(random() * 13)];
      const whole = textbook(from, to);
      expect(editDistance(from, to, most)).toBe(whole <= most ? whole : null);
    }
  });
});
