import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Finding, findingsOf } from "./finding";

const { well, note, warning, problem } = findingsOf("Secrets");

export interface Keys {
  /** SECRETS_KEY. */
  readonly given: string | undefined;
  /** Content of DATA_DIR/secrets.key; null when there is none. */
  readonly kept: string | null;
  /** Rights of that file; null when there is none. */
  readonly mode: number | null;
  readonly file: string;
}

export function readKeys(dataDir: string, given: string | undefined): Keys {
  const file = join(dataDir, "secrets.key");
  if (!existsSync(file)) return { given, kept: null, mode: null, file };
  return { given, kept: readFileSync(file, "utf8").trim(), mode: statSync(file).mode & 0o777, file };
}

/** Characters of a key drawn from 64: 22 of them are 128 bits. */
const BITS_MIN = 100;

export function judgeKeys({ given, kept, mode, file }: Keys): Finding[] {
  const key = given ?? kept;
  if (key === null) return [note("No key yet: the first start makes one and keeps it in DATA_DIR/secrets.key.")];
  const found: Finding[] = [];
  if (given !== undefined && kept !== null && given !== kept) {
    found.push(
      warning(
        `SECRETS_KEY and ${file} are two different keys; SECRETS_KEY is used.`,
        "If channels cannot be opened, they were sealed with the file's key: remove SECRETS_KEY. Otherwise remove the file.",
      ),
    );
  }
  if (entropyOf(key) < BITS_MIN) {
    found.push(
      problem(
        "The key can be guessed: it repeats itself or is made of words.",
        "Take `openssl rand -base64 32`. Everybody has to sign in again, and channels have to be added again.",
      ),
    );
  }
  if (given === undefined && mode !== null && (mode & 0o077) !== 0) {
    found.push(warning(`Others may read ${file}.`, `chmod 600 ${file}`));
  }
  return found.length === 0 ? [well("There is one strong key.")] : found;
}

/** Bits of a text whose characters were drawn as often as they occur: an upper bound that catches what people type. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  const perLetter = [...counts.values()].reduce((sum, n) => sum - (n / text.length) * Math.log2(n / text.length), 0);
  const isWords = /^[a-z]+([ -_][a-z]+)*$/u.test(text);
  return perLetter * text.length * (isWords ? 0.5 : 1);
}
