const units: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, b: 1e9, t: 1e12 };

/** Reads an amount as people write it: "50M", "$1.5b", "20,000". Null when it is none. */
export function parseAmount(text: string): number | null {
  const match = /^\$?(\d+(?:\.\d+)?)([kmbt]?)$/.exec(text.trim().toLowerCase().replaceAll(",", ""));
  const unit = units[match?.[2] ?? ""];
  return match === null || unit === undefined ? null : Number(match[1]) * unit;
}
