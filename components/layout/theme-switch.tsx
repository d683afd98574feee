"use client";

import { Moon, Sun, SunMoon } from "lucide-react";
import type { Appearance } from "./appearance";
import { useAppearance } from "./use-appearance";

const next = { dark: "light", light: "system", system: "dark" } as const satisfies Record<
  Appearance["theme"],
  Appearance["theme"]
>;
const words = { dark: "dark", light: "light", system: "as the system" } as const;
const icons = { dark: Moon, light: Sun, system: SunMoon } as const;

/** Dark, light, as the system: one button walks through them and says where it stands. */
export function ThemeSwitch() {
  const { appearance, change } = useAppearance();
  const Icon = icons[appearance.theme];
  const label = `Theme: ${words[appearance.theme]}. Change to ${words[next[appearance.theme]]}`;
  return (
    <button
      type="button"
      className="icon-button target"
      aria-label={label}
      data-hint={label}
      onClick={() => change({ theme: next[appearance.theme] })}
    >
      <Icon size={20} strokeWidth={1.75} aria-hidden="true" />
    </button>
  );
}
