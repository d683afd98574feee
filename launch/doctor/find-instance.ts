import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { commandLineOf } from "../native-server";
import { findRunningPostgres } from "../postgres";
import type { Settings } from "../settings";

/** Where an instance and its stores can be found; null for what does not run. */
export interface Instance {
  readonly pages: string | null;
  readonly redisUrl: string | null;
  /** Of our own server it is any database: each market has its own. */
  readonly postgresUrl: string | null;
  readonly isOwnPostgres: boolean;
}

const holderSchema = z.object({ pid: z.number().int(), url: z.url().nullable() });
const placeSchema = z.object({ pid: z.number().int(), port: z.number().int() });

export async function findInstance(settings: Settings): Promise<Instance> {
  const { DATA_DIR, DATABASE_URL, REDIS_URL } = settings;
  const holder = await readLiving(join(DATA_DIR, "ghostquant.lock"), holderSchema);
  const place = await readLiving(join(DATA_DIR, "redis", "server.json"), placeSchema);
  return {
    pages: holder?.url ?? null,
    redisUrl: REDIS_URL ?? (place === null ? null : `redis://127.0.0.1:${place.port}`),
    postgresUrl: DATABASE_URL ?? (await findRunningPostgres(join(DATA_DIR, "postgres"))),
    isOwnPostgres: DATABASE_URL === undefined,
  };
}

/** What a process has written of itself, unless it is gone. */
async function readLiving<T extends { pid: number }>(file: string, schema: z.ZodType<T>): Promise<T | null> {
  if (!existsSync(file)) return null;
  const parsed = schema.safeParse(parseQuietly(readFileSync(file, "utf8")));
  return parsed.success && (await commandLineOf(parsed.data.pid)) !== null ? parsed.data : null;
}

function parseQuietly(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
