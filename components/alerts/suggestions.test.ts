import { describe, expect, test } from "vitest";
import { newDraft, readDraft } from "./rule-draft";
import { suggestAlerts, withSuggestion } from "./suggestions";

type Coin = Parameters<typeof suggestAlerts>[0];
const coin: Coin = { momentum_score: 62, current_price: 182.44, rank: 71, whale_confidence: 0.2 };
const labels = (part: Partial<Coin>) => suggestAlerts({ ...coin, ...part }, 0.6).map(({ label }) => label);

describe("suggestions for a coin", () => {
  test("are the next band, the price 5% either way, the next gate of ranks, and whales", () => {
    expect(labels({})).toEqual([
      "Score reaches 70",
      "Price +5%, $191.60",
      "Price −5%, $173.30",
      "Enters the top 50",
      "Whales seen",
    ]);
  });

  test("never hold already", () => {
    expect(labels({ momentum_score: 83.7 })[0]).toBe("Score reaches 85");
    expect(labels({ momentum_score: 70 })[0]).toBe("Score reaches 75");
    expect(labels({ rank: 3 })).toContain("Leaves the top 10");
    expect(labels({ whale_confidence: 0.9 })).not.toContain("Whales seen");
  });

  test("leave out what is not known", () => {
    expect(labels({ rank: null, current_price: null })).toEqual(["Score reaches 70", "Whales seen"]);
  });

  test.each(suggestAlerts(coin, 0.6))("$label is a rule that the server takes", ({ condition }) => {
    const draft = newDraft({ kind: "coin", coin: { id: "solana", symbol: "SOL", name: "Solana" } });
    expect(readDraft(withSuggestion({ ...draft, channelIds: ["c1"] }, condition)).body).toMatchObject({
      channel_ids: ["c1"],
    });
  });

  test("a price of a fraction of a cent is a field without an exponent", () => {
    const [, up] = suggestAlerts({ ...coin, current_price: 1.234e-8 }, 0.6);
    expect(up?.condition.threshold).toBe("0.00000001296");
  });
});
