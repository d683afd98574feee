import { z } from "zod";

const PLACE = "ghostquant_recent";
const KEPT = 8;

const recentSchema = z.array(z.string().max(300)).max(KEPT).catch([]);

/** What was chosen last, newest first; a browser that keeps nothing has no recent choices. */
export function readRecent(): readonly string[] {
  try {
    return recentSchema.parse(JSON.parse(localStorage.getItem(PLACE) ?? "[]"));
  } catch {
    return [];
  }
}

export function keepRecent(key: string): void {
  try {
    const keys = [key, ...readRecent().filter((known) => known !== key)].slice(0, KEPT);
    localStorage.setItem(PLACE, JSON.stringify(keys));
  } catch {
    // A private window may refuse; the palette works without.
  }
}
