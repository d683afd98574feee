import type { Random } from "./seeded-random";

/** `count` different indices below `size`, ascending; all of them when `count` is larger. Partial Fisher–Yates. */
export function sampleIndices(size: number, count: number, random: Random): Uint32Array {
  const indices = Uint32Array.from({ length: size }, (_, index) => index);
  if (count >= size) return indices;
  for (let i = 0; i < count; i++) {
    const other = i + Math.floor(random() * (size - i));
    const swapped = indices[i] as number;
    indices[i] = indices[other] as number;
    indices[other] = swapped;
  }
  return indices.slice(0, count).sort();
}
