import { sql } from "drizzle-orm";
import { channels } from "@/drizzle/schema/alerts";
import type { Database } from "@/lib/connections";
import { listChannels, type NewChannel } from "./channels";
import { queryRows } from "./query";
import type { SecretBox } from "./secret-box";

/** Ids of channels from the environment begin so: once removed, their rows stay, or the next start would make them again. */
export const SEEDED_PREFIX = "telegram-";

/**
 * A channel that the operator set in the environment, made once: its owner may remove it, and it stays removed. False when
 * there was one already.
 */
export async function seedChannel(
  database: Database,
  box: SecretBox,
  { id, label, config }: NewChannel,
): Promise<boolean> {
  const known = await listChannels(database, box);
  const wanted = JSON.stringify(config);
  if (known.some((channel) => JSON.stringify(channel.config) === wanted)) return false;
  const made = await queryRows(
    database,
    sql`insert into ${channels} (id, kind, label, config) values (${id}, ${config.kind}, ${label}, ${box.seal(wanted)})
    on conflict (id) do nothing returning 1`,
  );
  return made.length === 1;
}
