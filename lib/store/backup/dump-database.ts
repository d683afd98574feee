import { Readable, Transform } from "node:stream";
import type { Client } from "pg";
import { to as copyTo } from "pg-copy-streams";
import {
  type BackupFooter,
  type BackupHeader,
  copyStatement,
  END_OF_ROWS,
  FOOTER_MARK,
  HEADER_MARK,
  partitionStatement,
  sequenceStatement,
} from "./backup-format";
import { connectAlone } from "./connect-alone";
import { describeDatabase, readSequences } from "./describe-database";

export interface BackupSummary {
  readonly header: BackupHeader;
  readonly footer: BackupFooter;
}

/**
 * Hands everything in the database to `consume`, as it stood at one moment while the product went on writing. The text is a
 * script that psql loads into a migrated, empty database as well; no program of Postgres is needed for either way.
 */
export function dumpDatabase(
  databaseUrl: string,
  createdAt: Date,
  consume: (text: Readable) => Promise<void>,
): Promise<BackupSummary> {
  return connectAlone(databaseUrl, async (client) => {
    await client.query("begin transaction isolation level repeatable read, read only");
    const header = await describeDatabase(client, createdAt);
    const footer: BackupFooter = { rows: [], sequences: await readSequences(client) };
    await consume(Readable.from(writeBackup(client, header, footer), { objectMode: false }));
    await client.query("commit");
    return { header, footer };
  });
}

async function* writeBackup(
  client: Client,
  header: BackupHeader,
  footer: BackupFooter,
): AsyncGenerator<string | Buffer> {
  yield `${HEADER_MARK}${JSON.stringify(header)}\n`;
  yield "SET timezone = 'UTC';\nBEGIN;\n";
  for (const partition of header.partitions) yield `${partitionStatement(partition)}\n`;
  for (const table of header.tables) {
    const columns = table.columns.map((column) => `"${column}"`).join(", ");
    const rows = client.query(copyTo(`copy (select ${columns} from ${table.name}) to stdout`));
    const counted = countLines();
    rows.once("error", (error) => counted.stream.destroy(error));
    yield `${copyStatement(table)}\n`;
    yield* rows.pipe(counted.stream);
    yield `${END_OF_ROWS}\n`;
    footer.rows.push(counted.lines());
  }
  for (const sequence of footer.sequences) yield `${sequenceStatement(sequence)}\n`;
  yield "COMMIT;\n";
  yield `${FOOTER_MARK}${JSON.stringify(footer)}\n`;
}

const LINE_FEED = 10;

/** A row is one line: COPY writes a line break inside of a text as two characters. */
function countLines() {
  let lines = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) lines += 1;
      done(null, chunk);
    },
  });
  return { stream, lines: () => lines };
}
