import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

type Theme = "light" | "dark";
type Palette = "green-red" | "blue-orange";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

/** Linear sRGB of an oklch colour, from Björn Ottosson's published matrices, clipped to the gamut. */
function linearRgb(l: number, c: number, h: number): number[] {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ].map((value) => Math.min(1, Math.max(0, value)));
}

function luminance(l: number, c: number, h: number): number {
  const [red, green, blue] = linearRgb(l, c, h) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function block(selector: string): string {
  const start = css.indexOf(`${selector} {`);
  expect(start, `${selector} is in tokens.css`).toBeGreaterThanOrEqual(0);
  return css.slice(start, css.indexOf("}", start));
}

const PAIR = /--([\w-]+): light-dark\(oklch\(([\d. ]+)\), oklch\(([\d. ]+)\)\)/g;

function luminances(theme: Theme, palette: Palette): Map<string, number> {
  const blocks = [block(":root"), ...(palette === "blue-orange" ? [block(':root[data-palette="blue-orange"]')] : [])];
  const found = new Map<string, number>();
  for (const text of blocks) {
    for (const [, name, light, dark] of text.matchAll(PAIR)) {
      const [l, c, h] = (theme === "light" ? light : dark)!.split(" ").map(Number) as [number, number, number];
      found.set(name!, luminance(l, c, h));
    }
  }
  return found;
}

function contrast(first: number, second: number): number {
  const [dark, light] = [first, second].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const SURFACES = ["bg", "surface-1", "surface-2", "surface-3"] as const;

describe.each<[Theme, Palette]>([
  ["dark", "green-red"],
  ["dark", "blue-orange"],
  ["light", "green-red"],
  ["light", "blue-orange"],
])("contrast in the %s theme with %s", (theme, palette) => {
  const tokens = luminances(theme, palette);
  const at = (name: string) => {
    const value = tokens.get(name);
    expect(value, `token ${name}`).toBeDefined();
    return value!;
  };
  const worst = (name: string) => Math.min(...SURFACES.map((surface) => contrast(at(name), at(surface))));

  it.each([
    ["fg", 12.9],
    ["fg-2", 7],
    ["fg-3", 4.5],
    ["accent", 4.5],
    ["up", 4.5],
    ["down", 4.5],
    ["live", 4.5],
    ["stale", 4.5],
    ["simulated", 4.5],
    ["replay", 4.5],
  ])("keeps %s readable on every surface (%d)", (name, least) => {
    expect(worst(name)).toBeGreaterThanOrEqual(least);
  });

  it.each(["line-strong", "up-mark", "down-mark", "missing", "ring"])("keeps the mark %s visible (3)", (name) => {
    expect(worst(name)).toBeGreaterThanOrEqual(3);
  });

  it("keeps the mark of every group of coins visible where it is drawn, on the map and in a row under the pointer (3)", () => {
    for (let slot = 1; slot <= 8; slot++) {
      const mark = at(`cluster-${slot}`);
      for (const surface of ["surface-1", "surface-2"]) expect(contrast(mark, at(surface))).toBeGreaterThanOrEqual(3);
    }
  });

  it("keeps every score step visible on its track", () => {
    for (let step = 0; step <= 10; step++) {
      expect(contrast(at(`score-${step}`), at("surface-3"))).toBeGreaterThanOrEqual(2.95);
    }
  });

  it.each([
    ["up", "up-tint"],
    ["down", "down-tint"],
    ["live", "live-tint"],
    ["stale", "stale-tint"],
    ["simulated", "simulated-tint"],
    ["replay", "replay-tint"],
    ["danger", "danger-tint"],
    ["fg-3", "accent-tint"],
    ["on-accent", "accent"],
    ["fg", "up-tint"],
    ["fg", "down-tint"],
  ])("keeps %s readable on %s", (text, tint) => {
    expect(contrast(at(text), at(tint))).toBeGreaterThanOrEqual(4.7);
  });
});

it("gives the make-up bar only steps of the score scale", () => {
  for (const part of ["price", "volume", "rsi", "cross", "pretrend", "whale"]) {
    expect(css).toMatch(new RegExp(`--part-${part}: var\\(--score-\\d+\\);`));
  }
});
