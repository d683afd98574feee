import { type Answer, etagOf, matchesEtag, revalidate } from "./answer";
import { compress, type Encoding } from "./choose-encoding";

interface Representation {
  readonly headers: Record<string, string>;
  readonly bytes: Buffer;
}

/** One answer of one version, in every encoding that was asked for. */
export interface HotEntry {
  readonly key: string;
  version: string;
  readonly identity: Buffer;
  readonly tag: string;
  /** A promise while it is being compressed, so that everybody who asks meanwhile waits for the one that is made. */
  readonly representations: Map<Encoding, Representation | Promise<Representation>>;
  size: number;
}

export interface HotBytes {
  /** Bytes held now. */
  size(): number;
  /** Forgets everything. */
  clear(): void;
  /** The entry of a key when it is of this version. */
  find(key: string, version: string): HotEntry | undefined;
  add(key: string, version: string, text: string): HotEntry;
  answer(entry: HotEntry, encoding: Encoding, ifNoneMatch: string | undefined): Answer | Promise<Answer>;
}

/** Answers as bytes, within a bound: the least recently used go first. */
export function createHotBytes(bytesMax: number): HotBytes {
  const entries = new Map<string, HotEntry>();
  let held = 0;

  function remove(entry: HotEntry): void {
    if (entries.get(entry.key) !== entry) return;
    entries.delete(entry.key);
    held -= entry.size;
  }

  /** Makes it the most recently used, and makes room. What was forgotten meanwhile stays forgotten. */
  function use(entry: HotEntry, moreBytes = 0): void {
    if (entries.get(entry.key) !== entry) return;
    entries.delete(entry.key);
    entries.set(entry.key, entry);
    entry.size += moreBytes;
    held += moreBytes;
    for (const oldest of entries.values()) {
      if (held <= bytesMax || oldest === entry) break;
      remove(oldest);
    }
  }

  function represent(entry: HotEntry, encoding: Encoding): Representation | Promise<Representation> {
    const known = entry.representations.get(encoding);
    if (known !== undefined) return known;
    if (encoding === "identity") {
      const plain = { bytes: entry.identity, headers: describeBytes(entry, entry.identity, encoding) };
      entry.representations.set(encoding, plain);
      return plain;
    }
    const making = compress(entry.identity, encoding).then(
      (bytes) => {
        const made = { bytes, headers: describeBytes(entry, bytes, encoding) };
        entry.representations.set(encoding, made);
        use(entry, bytes.byteLength);
        return made;
      },
      (error: unknown) => {
        entry.representations.delete(encoding);
        throw error;
      },
    );
    entry.representations.set(encoding, making);
    return making;
  }

  return {
    size: () => held,
    clear() {
      entries.clear();
      held = 0;
    },
    find(key, version) {
      const entry = entries.get(key);
      if (entry?.version !== version) return undefined;
      use(entry);
      return entry;
    },
    add(key, version, text) {
      const old = entries.get(key);
      const identity = Buffer.from(text);
      // Another version may say the same: then nothing has to be compressed again.
      if (old?.identity.equals(identity)) {
        old.version = version;
        use(old);
        return old;
      }
      if (old !== undefined) remove(old);
      const tag = etagOf(identity).slice(1, -1);
      const entry = { key, version, identity, tag, representations: new Map(), size: 0 };
      entries.set(key, entry);
      use(entry, identity.byteLength + 2 * key.length);
      return entry;
    },
    answer(entry, encoding, ifNoneMatch) {
      if (ifNoneMatch !== undefined && matchesEtag(ifNoneMatch, tagOf(entry, encoding))) {
        return { status: 304, headers: describeTag(entry, encoding), body: null };
      }
      const made = represent(entry, encoding);
      return made instanceof Promise ? made.then(toAnswer) : toAnswer(made);
    },
  };
}

const toAnswer = ({ headers, bytes }: Representation): Answer => ({ status: 200, headers, body: bytes });

/** Made from the text, whatever its encoding, so that a 304 needs nothing to be compressed; encodings keep tags of their own. */
function tagOf({ tag }: HotEntry, encoding: Encoding): string {
  return encoding === "identity" ? `"${tag}"` : `"${tag}-${encoding}"`;
}

function describeTag(entry: HotEntry, encoding: Encoding): Record<string, string> {
  return { etag: tagOf(entry, encoding), vary: "Accept-Encoding", ...revalidate };
}

function describeBytes(entry: HotEntry, bytes: Buffer, encoding: Encoding): Record<string, string> {
  const headers: Record<string, string> = {
    "content-type": "application/json; charset=utf-8",
    "content-length": `${bytes.byteLength}`,
    ...describeTag(entry, encoding),
  };
  if (encoding !== "identity") headers["content-encoding"] = encoding;
  return headers;
}
