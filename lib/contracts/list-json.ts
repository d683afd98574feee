/** Small enough for the text of a batch of coins to stay among the short-lived objects. */
const BATCH = 64;
const GROWTH = 1.25;
/** UTF-8 takes three bytes for a UTF-16 unit at most. */
const BYTES_PER_UNIT_MAX = 3;

/**
 * The bytes of `JSON.stringify(value)`, with `key` last and its list spelled batch by batch into one block: the text of a
 * whole universe is never held, and one foreign character makes a batch dear to encode, not all of them.
 */
export function encodeListJson<K extends string>(value: Readonly<Record<K, readonly unknown[]>>, key: K): Buffer {
  const list = value[key];
  const rest = JSON.stringify({ ...value, [key]: undefined });
  let bytes = Buffer.allocUnsafe(0);
  let length = 0;

  function add(text: string, expectedBytes: number): void {
    const needed = length + BYTES_PER_UNIT_MAX * text.length;
    if (needed > bytes.byteLength) {
      const larger = Buffer.allocUnsafe(Math.ceil(Math.max(needed, expectedBytes) * GROWTH));
      bytes.copy(larger, 0, 0, length);
      bytes = larger;
    }
    length += bytes.write(text, length);
  }

  add(`${rest.slice(0, -1)}${rest === "{}" ? "" : ","}${JSON.stringify(key)}:[`, 0);
  for (let first = 0; first < list.length; first += BATCH) {
    const text = JSON.stringify(list.slice(first, first + BATCH)).slice(1, -1);
    // The first batch says about how long all of them will be.
    const batchesLeft = Math.ceil((list.length - first) / BATCH);
    add(first === 0 ? text : `,${text}`, length + batchesLeft * text.length);
  }
  add("]}", 0);
  return bytes.subarray(0, length);
}
