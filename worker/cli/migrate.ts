import { parseArgs } from "node:util";
import { readEnv } from "@/lib/env";
import { createLogger } from "@/lib/log";
import { migrate } from "@/lib/store/migrate";

/**
 * `npm run db:migrate`: brings the tables up to date where no launcher does it. Any number may run at once.
 * `-- --hypertables`: also moves large tables into TimescaleDB's chunks, while nobody can use them.
 */
const env = readEnv();
const log = createLogger("migrate", env.LOG_LEVEL);
try {
  const { values } = parseArgs({ options: { hypertables: { type: "boolean", default: false } } });
  for (const words of await migrate(env.DATABASE_URL, { hypertables: values.hypertables })) log.warn(words);
  log.info("The tables are up to date");
} catch (error) {
  log.fatal({ err: error }, "The tables could not be brought up to date");
  process.exitCode = 1;
}
