import { mix, uniform } from "./hash";

const HEADS =
  "Al Bra Cor Dra El Fen Gri Hal Ix Jun Kor Lum Mir Nor Or Pra Quo Rin Sol Tal Ul Vex Wyn Xan Yor Zel".split(" ");
const MIDDLES = "a e i o u ara eli iri ono ura ven dor lin mos rak tes vol zan".split(" ");
const TAILS = "bex chain dex flux gon hub ium lia mint net nova on phi ra sis tron ux verse wave zor".split(" ");

const pick = (words: readonly string[], bits: number) => words[Math.floor(uniform(bits) * words.length)] ?? "Nul";

/** An invented name: no real coin is meant, and 10,000 of them exist before the first repeats matter. */
export function inventName(key: number): string {
  const middle = uniform(mix(key, 4)) < 0.6 ? pick(MIDDLES, mix(key, 2)) : "";
  return `${pick(HEADS, mix(key, 1))}${middle}${pick(TAILS, mix(key, 3))}`;
}

/** Three to five upper-case letters out of the name. */
export function inventSymbol(name: string, key: number): string {
  const letters = name.replace(/[^A-Za-z]/g, "").toUpperCase();
  const length = 3 + Math.floor(uniform(key) * 3);
  const last = letters.at(-1) ?? "X";
  return letters.length <= length ? letters : letters.slice(0, length - 1) + last;
}

export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
