import { FEATURE_NAMES, FEATURE_VERSION } from "./feature-names";

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;
const WORD = 0xffffffffffffffffn;

/** Names what the code computes, so that a model trained on other features is refused: FNV-1a of version and names. */
export function featureHash(version: number = FEATURE_VERSION, names: readonly string[] = FEATURE_NAMES): string {
  let hash = FNV_OFFSET;
  for (const character of `${version}:${names.join(",")}`) {
    hash = ((hash ^ BigInt(character.charCodeAt(0))) * FNV_PRIME) & WORD;
  }
  return hash.toString(16).padStart(16, "0");
}
