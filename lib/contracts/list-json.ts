const BATCH = 256;

/**
 * The bytes of `JSON.stringify(value)`, with `key` last and its list spelled batch by batch: the text of a whole universe is
 * never held at once, and one foreign character makes a batch dear to encode, not all of them.
 */
export function encodeListJson<K extends string>(value: Readonly<Record<K, readonly unknown[]>>, key: K): Buffer {
  const list = value[key];
  const rest = JSON.stringify({ ...value, [key]: undefined });
  const parts = [Buffer.from(`${rest.slice(0, -1)}${rest === "{}" ? "" : ","}${JSON.stringify(key)}:[`)];
  for (let first = 0; first < list.length; first += BATCH) {
    const text = JSON.stringify(list.slice(first, first + BATCH)).slice(1, -1);
    parts.push(Buffer.from(first === 0 ? text : `,${text}`));
  }
  parts.push(Buffer.from("]}"));
  return Buffer.concat(parts);
}
