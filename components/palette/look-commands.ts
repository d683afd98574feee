import type { Appearance } from "@/components/layout/appearance";
import type { Command } from "./use-commands";

type Look = Partial<Appearance>;

const looks: readonly { readonly look: Look; readonly label: string; readonly words: string }[] = [
  { look: { theme: "dark" }, label: "Theme: dark", words: "look night colours" },
  { look: { theme: "light" }, label: "Theme: light", words: "look day colours" },
  { look: { theme: "system" }, label: "Theme: as the system", words: "look colours auto" },
  { look: { palette: "green-red" }, label: "Up and down: green, red", words: "look colours palette" },
  { look: { palette: "blue-orange" }, label: "Up and down: blue, orange", words: "look colours palette colour blind" },
  { look: { density: "compact" }, label: "Density: compact", words: "look rows small" },
  { look: { density: "normal" }, label: "Density: normal", words: "look rows" },
  { look: { density: "roomy" }, label: "Density: roomy", words: "look rows large" },
  { look: { nav: "wide" }, label: "Navigation: wide", words: "look sidebar menu" },
  { look: { nav: "narrow" }, label: "Navigation: narrow", words: "look sidebar menu" },
  { look: { letters: "on" }, label: "Single-letter keys: on", words: "keyboard shortcuts" },
  { look: { letters: "off" }, label: "Single-letter keys: off", words: "keyboard shortcuts" },
];

/** Every look but the one the page has. */
export function lookCommands(appearance: Appearance, change: (look: Look) => void): readonly Command[] {
  const isOn = (look: Look) => Object.entries(look).every(([name, value]) => appearance[name as keyof Look] === value);
  return looks
    .filter(({ look }) => !isOn(look))
    .map(({ look, label, words }) => ({
      key: label,
      group: "Actions",
      label,
      words,
      hint: null,
      run: () => change(look),
    }));
}
