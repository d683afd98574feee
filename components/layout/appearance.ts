import { z } from "zod";

/** What the side rail of the momentum page holds. */
export const railModes = ["both", "changes", "clusters", "off"] as const;
export type RailMode = (typeof railModes)[number];

/** How the reader wants the page to look. Every value that is not known falls back to its default. */
export const appearanceSchema = z.object({
  theme: z.enum(["dark", "light", "system"]).catch("system"),
  palette: z.enum(["green-red", "blue-orange"]).catch("green-red"),
  density: z.enum(["compact", "normal", "roomy"]).catch("normal"),
  view: z.enum(["cards", "table"]).catch("cards"),
  rail: z.enum(railModes).catch("both"),
  nav: z.enum(["narrow", "wide"]).catch("narrow"),
  /** Whether single letters are shortcuts. */
  letters: z.enum(["on", "off"]).catch("on"),
});
export type Appearance = z.infer<typeof appearanceSchema>;

/** One cookie keeps it, so that the first paint already has it. */
export const APPEARANCE_COOKIE = "ghostquant_look";

/** From the cookie's text, "theme=dark&view=table"; anything unknown is ignored. */
export function parseAppearance(text: string | undefined): Appearance {
  return appearanceSchema.parse(Object.fromEntries(new URLSearchParams(text ?? "")));
}

export function serializeAppearance(appearance: Appearance): string {
  return new URLSearchParams(appearance).toString();
}
