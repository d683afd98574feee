import { describe, expect, test } from "vitest";
import type { AlertPreview } from "@/lib/contracts/http/alerts";
import { presentPreview, priceLine } from "./present-preview";

const preview = (part: Partial<AlertPreview> = {}): AlertPreview => ({
  from: "2026-11-01T00:00:00.000Z",
  to: "2026-11-11T00:00:00.000Z",
  total: 2,
  storms: 0,
  firings: [
    { time: "2026-11-02T00:00:00.000Z", coin_id: "solana", symbol: "SOL", value: 81 },
    { time: "2026-11-06T00:00:00.000Z", coin_id: "solana", symbol: "SOL", value: 82 },
  ],
  outcomes: [{ hours: 4, n: 2, median: 1.1, worst: -6, best: 4.2 }],
  gaps: [],
  already_true: false,
  coins: 1,
  notes: [],
  sentence: "2 times.",
  suggestion: null,
  ...part,
});

describe("a preview", () => {
  test("has a tick at the place of every firing, named by its time", () => {
    const { ticks } = presentPreview(preview());
    expect(ticks.map(({ place, label }) => [place, label])).toEqual([
      [0.1, "SOL, 2 Nov 00:00 UTC"],
      [0.5, "SOL, 6 Nov 00:00 UTC"],
    ]);
  });

  test("shows no median under five firings, and says so", () => {
    const view = presentPreview(preview());
    expect(view.outcomes[0]).toEqual({ hours: "4 h", n: "2", median: "–", worst: "−6.00%", best: "+4.20%" });
    expect(view.fewSentence).toBe("No median is shown under 5 firings.");
    const many = presentPreview(preview({ outcomes: [{ hours: 4, n: 6, median: 1.1, worst: -6, best: 4.2 }] }));
    expect([many.outcomes[0]?.median, many.fewSentence]).toEqual(["+1.10%", null]);
  });

  test("says where the record has gaps", () => {
    const gap = { from: "2026-11-03T00:00:00.000Z", to: "2026-11-03T03:00:00.000Z" };
    expect(presentPreview(preview({ gaps: [gap] })).gapSentence).toBe(
      "The record has a gap: 3h 0m from 3 Nov 00:00 UTC.",
    );
  });

  test("prices outside its time are not drawn, and one price is no line", () => {
    const at = Date.parse("2026-11-06T00:00:00.000Z");
    expect(
      priceLine(
        [
          { at, price: 1 },
          { at: 0, price: 2 },
        ],
        preview(),
        100,
        40,
      ),
    ).toBeNull();
    expect(
      priceLine(
        [
          { at, price: 1 },
          { at: at + 86_400_000, price: 2 },
        ],
        preview(),
        100,
        40,
      ),
    ).toBe("M50.0 40.0L60.0 0.0");
  });
});
