import { invariant } from "@/lib/invariant";

/** First four bytes of the format, "GQC1" read as a little-endian number. */
const MAGIC = 0x31_43_51_47;
const HEADER_WORDS = 2;
const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

const valuesOffset = (count: number): number => Math.ceil(((HEADER_WORDS + count) * 4) / 8) * 8;

/**
 * Hourly closes of many coins as one block of bytes: magic, count, one length a coin (u32), padding to eight bytes,
 * then every close as a little-endian Float64. Lengths may differ and may be 0; every bit of a close survives.
 */
export function encodeCloses(closes: readonly Float64Array[]): Uint8Array<ArrayBuffer> {
  invariant(LITTLE_ENDIAN, "closes are encoded on little-endian machines only");
  const start = valuesOffset(closes.length);
  const total = closes.reduce((sum, series) => sum + series.length, 0);
  const buffer = new ArrayBuffer(start + total * 8);
  const header = new Uint32Array(buffer, 0, HEADER_WORDS + closes.length);
  const values = new Float64Array(buffer, start, total);
  header[0] = MAGIC;
  header[1] = closes.length;
  let written = 0;
  closes.forEach((series, index) => {
    header[HEADER_WORDS + index] = series.length;
    values.set(series, written);
    written += series.length;
  });
  return new Uint8Array(buffer);
}

/**
 * The inverse of `encodeCloses`; null when the bytes are not such a block. The arrays are views of one block: of `bytes`
 * itself when it is aligned to eight bytes, otherwise of one copy.
 */
export function decodeCloses(bytes: Uint8Array): Float64Array[] | null {
  invariant(LITTLE_ENDIAN, "closes are decoded on little-endian machines only");
  if (bytes.byteLength < HEADER_WORDS * 4 || bytes.byteLength % 8 !== 0) return null;
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  const { buffer, byteOffset, byteLength } = aligned;
  const [magic, count] = new Uint32Array(buffer, byteOffset, HEADER_WORDS);
  if (magic !== MAGIC || count === undefined) return null;
  const start = valuesOffset(count);
  if (start > byteLength) return null;
  const lengths = new Uint32Array(buffer, byteOffset + HEADER_WORDS * 4, count);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (start + total * 8 !== byteLength) return null;
  let at = byteOffset + start;
  return Array.from(lengths, (length) => {
    const series = new Float64Array(buffer, at, length);
    at += length * 8;
    return series;
  });
}
