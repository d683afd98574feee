/** What a reader sees first about a movement: one glyph, one meaning. Drawn as an SVG shape, never as a font character. */
export type Direction = "up" | "down" | "same" | "new";

/** Stands for everything unknown; a reason goes with it. */
export const DASH = "–";
/** The typographic minus, as wide as a plus. */
export const MINUS = "−";
