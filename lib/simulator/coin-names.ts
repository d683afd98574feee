import { mix, uniform } from "./hash";

const HEADS =
  "Al Ax Bel Bra Cae Cor Cyr Dra Du El Ery Fen Fro Gal Gri Hal Hex Ix Jun Kal Kor Lum Lyr Mir Mox Nor Nym Or Pra Pyx Quo Rin Ryx Sol Syl Tal Tev Ul Vex Wyn Xan Yor Zel Zy".split(
    " ",
  );
const MIDDLES =
  "a e i o u ara ber cla dom eli fir gon iri kem lin mos nur ono pel rak sov tes ura ven vol wim yan zan".split(" ");
const TAILS =
  "ark bex chain cor dex era flux gon hub ium jet kit lia mint net nova on ora phi qor ra sis tron ux verse wave xis yte zor".split(
    " ",
  );

const pick = (words: readonly string[], bits: number) => words[Math.floor(uniform(bits) * words.length)] ?? "Nul";

/** An invented name: no real coin is meant, and tens of thousands of names exist. */
export function inventName(key: number): string {
  const middle = uniform(mix(key, 4)) < 0.85 ? pick(MIDDLES, mix(key, 2)) : "";
  return `${pick(HEADS, mix(key, 1))}${middle}${pick(TAILS, mix(key, 3))}`;
}

/** Three to six upper-case letters of the name, in their order and beginning with the first. */
export function inventSymbol(name: string, key: number): string {
  const letters = [...name.toUpperCase()].filter((letter) => letter >= "A" && letter <= "Z");
  const wished = Math.min(letters.length, 3 + Math.floor(uniform(mix(key, 1)) * 4));
  let symbol = letters[0] ?? "X";
  for (let place = 1; place < letters.length && symbol.length < wished; place++) {
    // Every letter left has the same chance to be among those still wanted.
    const chance = (wished - symbol.length) / (letters.length - place);
    if (uniform(mix(key, 10 + place)) < chance) symbol += letters[place];
  }
  return symbol;
}

export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
