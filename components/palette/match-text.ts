/** How well a text answers a word, best first; 0 is not at all. */
export const MATCH = { exact: 6, prefix: 5, wordPrefix: 4, inside: 3, scattered: 1 } as const;

/** How many letters may be missing in between, so that three letters do not match every name. */
const GAPS = 2;

/** Small letters without accents, so that "são" is found by "sao". */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase();
}

function isWithinWord(text: string, at: number): boolean {
  return at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1] ?? "");
}

function beginsWord(word: string, text: string, first: number): boolean {
  for (let at = first; at !== -1; at = text.indexOf(word, at + 1)) if (!isWithinWord(text, at)) return true;
  return false;
}

/** Whether the letters stand in this order in the text, beginning with the first letter of one of its words. */
function isScattered(word: string, text: string): boolean {
  for (let start = text.indexOf(word[0] ?? ""); start !== -1; start = text.indexOf(word[0] ?? "", start + 1)) {
    if (isWithinWord(text, start)) continue;
    let at = start;
    for (const letter of word.slice(1)) {
      at = text.indexOf(letter, at + 1);
      if (at === -1) break;
    }
    if (at !== -1 && at - start < word.length + GAPS) return true;
  }
  return false;
}

/** How a folded text answers a folded word. */
export function matchText(word: string, text: string): number {
  if (word === "") return MATCH.prefix;
  const at = text.indexOf(word);
  if (at === 0) return text.length === word.length ? MATCH.exact : MATCH.prefix;
  if (at > 0) return beginsWord(word, text, at) ? MATCH.wordPrefix : MATCH.inside;
  return word.length >= 3 && isScattered(word, text) ? MATCH.scattered : 0;
}
