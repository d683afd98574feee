import { randomUUID } from "node:crypto";
import { Client } from "pg";
import pino from "pino";
import { createDatabase, type Database } from "@/lib/connections";
import { migrate } from "./migrate";

export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  /** Runs one statement as the administrator, outside of the pool. */
  administer(statement: string): Promise<void>;
  remove(): Promise<void>;
}

/** A new, empty database of this test alone; migrated unless told otherwise. */
export async function createTestDatabase(base: string | undefined, migrated = true): Promise<TestDatabase> {
  const name = `gq_${randomUUID().replaceAll("-", "")}`;
  const administer = async (statement: string) => {
    const client = new Client({ connectionString: base });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await administer(`create database ${name}`);
  const url = new URL(base ?? "");
  url.pathname = `/${name}`;
  if (migrated) await migrate(url.href);
  const database = createDatabase(url.href, pino({ level: "silent" }));
  return {
    url: url.href,
    database,
    administer: (statement) => administer(statement.replaceAll("$database", name)),
    async remove() {
      await database.close();
      await administer(`drop database ${name} with (force)`);
    },
  };
}
