"use server";

import { cookies } from "next/headers";
import { APPEARANCE_COOKIE, parseAppearance, serializeAppearance } from "@/components/layout/appearance";

const YEAR_SECONDS = 365 * 24 * 3_600;

/** Keeps the reader's look for the next page. Anything but a known look falls back field by field. */
export async function saveAppearance(text: string): Promise<void> {
  const value = serializeAppearance(parseAppearance(String(text).slice(0, 500)));
  (await cookies()).set(APPEARANCE_COOKIE, value, { path: "/", maxAge: YEAR_SECONDS, sameSite: "lax", httpOnly: true });
}
