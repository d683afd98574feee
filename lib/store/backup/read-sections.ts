import { END_OF_ROWS } from "./backup-format";

/** A backup read from its beginning to its end: single lines, and the rows of a table as bytes. */
export interface SectionReader {
  /** The next line without its end; null at the end of the file. */
  line(): Promise<string | null>;
  /** Everything up to the line that ends the rows of a table; throws when that line never comes. */
  rows(): AsyncGenerator<Buffer>;
}

const LINE_FEED = 10;
const END = Buffer.from(`\n${END_OF_ROWS}\n`);
/** A line outside of rows is ours; a file without line breaks is none of ours. */
const LINE_BYTES_MAX = 4_000_000;

export function readSections(source: AsyncIterable<Buffer>): SectionReader {
  const chunks = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);

  async function more(): Promise<boolean> {
    const { value, done } = await chunks.next();
    if (done) return false;
    held = held.length === 0 ? value : Buffer.concat([held, value]);
    return true;
  }

  async function line(): Promise<string | null> {
    let end = held.indexOf(LINE_FEED);
    while (end === -1) {
      if (held.length > LINE_BYTES_MAX) throw new Error("This file is not a backup of GhostQuant.");
      if (!(await more())) return null;
      end = held.indexOf(LINE_FEED);
    }
    const text = held.subarray(0, end).toString("utf8");
    held = held.subarray(end + 1);
    return text;
  }

  /** Up to the end of the rows, or what surely is not part of that end yet. */
  function take(): { bytes: Buffer; isEnd: boolean } {
    const end = held.indexOf(END);
    const length = end === -1 ? Math.max(0, held.length - END.length + 1) : end + 1;
    const bytes = held.subarray(0, length);
    held = held.subarray(end === -1 ? length : end + END.length);
    return { bytes, isEnd: end !== -1 };
  }

  /** A table without rows ends at once, so the search begins at a line break that was read before. */
  async function* rows(): AsyncGenerator<Buffer> {
    held = Buffer.concat([Buffer.from("\n"), held]);
    for (let extra = 1; ; ) {
      const { bytes, isEnd } = take();
      if (bytes.length > extra) yield bytes.subarray(extra);
      if (bytes.length > 0) extra = 0;
      if (isEnd) return;
      if (!(await more())) throw new Error("The backup ends in the middle of a table: it is not whole.");
    }
  }

  return { line, rows };
}
