import { describe, expect, it } from "vitest";
import { assetSchema } from "@/lib/market/asset";
import { HOSTILE_IDS, HOSTILE_IMAGES, HOSTILE_NAMES } from "@/lib/simulator/hostile-texts";
import { parseMarketRow } from "./parse";

const row = { id: "coin", symbol: "c", name: "Coin", current_price: 1 };
const parse = (changes: Record<string, unknown>) => parseMarketRow({ ...row, ...changes }, 0);
/** Would end a line, hide, or turn around what stands beside it. */
const UNSAFE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

describe("a row that somebody wrote to be read as something else", () => {
  it.each(HOSTILE_NAMES)("has its name %j kept as one short line of text", (text) => {
    const parsed = parse({ name: text, symbol: text });
    if (typeof parsed === "string") throw new Error(parsed);
    const { asset } = parsed;
    expect(assetSchema.parse(JSON.parse(JSON.stringify(asset)))).toEqual(asset);
    for (const kept of [asset.name, asset.symbol]) {
      expect(kept).not.toMatch(UNSAFE);
      expect(kept.length).toBeLessThanOrEqual(200);
    }
    expect(asset.name).not.toBe("");
  });

  it.each(HOSTILE_IDS)("is kept under exactly its id or dropped with a reason: %j", (id) => {
    const parsed = parse({ id });
    if (UNSAFE.test(id) || id.length > 200 || id === "..") expect(parsed).toBe("malformed_row");
    else expect(parsed).toMatchObject({ asset: { id } });
  });

  it.each(HOSTILE_IMAGES)("has its picture %j only from https, as one address", (image) => {
    const parsed = parse({ image });
    if (typeof parsed === "string") throw new Error(parsed);
    const { imageUrl } = parsed.asset;
    if (imageUrl === null) return;
    expect(new URL(imageUrl).protocol).toBe("https:");
    expect(imageUrl).not.toMatch(/["'<>\s]/u);
  });
});
