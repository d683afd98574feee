/** Numbers in [0, 1) that are the same for the same seed everywhere: mulberry32. */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

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
