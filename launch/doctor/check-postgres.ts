import type { Database } from "@/lib/connections";
import { formatBytes } from "@/lib/format/bytes";
import { type DatabaseState, inspectDatabase } from "@/lib/store/inspect-database";
import { judgeSkew } from "./check-clock";
import { type Finding, findingsOf } from "./finding";

const { well, note, warning, problem } = findingsOf("Postgres");
const OLDEST_MAJOR = 15;
const CONNECTIONS_FULL = 0.8;

export async function checkPostgres(database: Database): Promise<Finding[]> {
  const askedAt = Date.now();
  const state = await inspectDatabase(database);
  return [...judgePostgres(state), judgeSkew("Postgres", state.now, askedAt, Date.now())];
}

export function judgePostgres(state: DatabaseState): Finding[] {
  const found: Finding[] = [];
  const { version, major, encoding, isReadOnly, mayCreate, connections, connectionsMax } = state;
  found.push(
    major < OLDEST_MAJOR
      ? problem(`Postgres ${version} is too old.`, `Use ${OLDEST_MAJOR} or newer.`)
      : well(`Answers; version ${version}, ${formatBytes(state.sizeBytes)}.`),
  );
  if (encoding !== "UTF8") {
    found.push(
      problem(`The database is encoded as ${encoding}.`, "Create it anew with encoding UTF8, and restore a backup."),
    );
  }
  if (isReadOnly) found.push(problem("DATABASE_URL leads to a replica.", "Point DATABASE_URL at the primary."));
  else if (!mayCreate) {
    found.push(
      problem("The role may not create tables.", "grant create on schema public, and create on the database, to it."),
    );
  }
  if (connections > CONNECTIONS_FULL * connectionsMax) {
    found.push(
      warning(
        `${connections} of ${connectionsMax} connections are in use.`,
        "Raise max_connections (each of our processes takes up to eight), or put PgBouncer in front.",
      ),
    );
  }
  found.push(...judgeMigrations(state.migrations));
  found.push(
    note(
      state.timescale === null
        ? "Plain Postgres; TimescaleDB is not needed."
        : `TimescaleDB ${state.timescale} is there.`,
    ),
  );
  return found;
}

function judgeMigrations(migrations: DatabaseState["migrations"]): Finding[] {
  if (migrations === null) return [note("Empty: the first start makes the tables.")];
  if (migrations.foreign > 0) {
    return [
      problem(
        `A newer GhostQuant has migrated this database (${migrations.foreign} migrations that this version does not know).`,
        "Start that version or a later one; to go back, restore the backup of before.",
      ),
    ];
  }
  if (migrations.pending.length === 0) return [well("Tables are up to date.")];
  return [
    warning(
      `Migrations are pending: ${migrations.pending.join(", ")}.`,
      "Back up, then start this version: it migrates by itself, while the version before may go on serving.",
    ),
  ];
}
