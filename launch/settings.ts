import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { envSchema, readGiven } from "@/lib/env";
import { type MarketSource, marketSourceSchema } from "@/lib/market/clock";

/** What the launcher reads: the processes' own variables, with those optional that it can provide itself. */
export const launchSchema = envSchema.extend({
  DATABASE_URL: envSchema.shape.DATABASE_URL.optional(),
  REDIS_URL: envSchema.shape.REDIS_URL.optional(),
  /** `auto`: live when CoinGecko answers at the start, otherwise simulated. */
  MARKET_SOURCE: z.enum(["auto", ...marketSourceSchema.options]).default("auto"),
});

export interface Settings extends z.infer<typeof launchSchema> {
  /** Absolute. */
  DATA_DIR: string;
  /** Variables the operator set; what nobody set may be adjusted. */
  chosen: ReadonlySet<string>;
}

/** The environment and then `.env`; what is set in the environment wins. */
export function readSettings(root: string, environment: NodeJS.ProcessEnv = process.env): Settings {
  const { given, mistakes } = readGiven(environment, Object.keys(launchSchema.shape));
  const parsed = launchSchema.safeParse(given);
  if (!parsed.success || mistakes.length > 0) {
    mistakes.push(...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join(".")}: ${issue.message}`));
    throw new Error(
      `These settings are not usable:\n  ${mistakes.join("\n  ")}\n.env.example says what each one does.`,
    );
  }
  const settings = parsed.data;
  return {
    ...settings,
    DATA_DIR: resolve(root, settings.DATA_DIR),
    REPLAY_DIR: settings.REPLAY_DIR === undefined ? undefined : resolve(root, settings.REPLAY_DIR),
    chosen: new Set(Object.keys(given)),
  };
}

export function loadEnvFile(root: string): void {
  const file = resolve(root, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
}

/** What the launcher found out or provided, and every process must agree on. */
export interface Decisions {
  databaseUrl: string;
  redisUrl: string;
  marketSource: MarketSource;
  marketServerPort: number;
  port: number;
  websocketPort: number;
  /** The operator's, or the one of this data directory. */
  secretsKey: string;
  /** Wall-clock time (ms) at which this market began: a restarted market server goes on instead of starting over. */
  marketStartedAt: number;
}

/** The environment of the supervised processes: the operator's own, with our decisions on top. */
export function childEnvironment(
  environment: NodeJS.ProcessEnv,
  settings: Settings,
  decisions: Decisions,
): NodeJS.ProcessEnv {
  // What is decided here would contradict a file that also says it.
  const {
    MARKET_SERVER_URL: _address,
    DATABASE_URL_FILE: _database,
    REDIS_URL_FILE: _redis,
    SECRETS_KEY_FILE: _key,
    ...inherited
  } = environment;
  return {
    ...inherited,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: decisions.databaseUrl,
    REDIS_URL: decisions.redisUrl,
    DATA_DIR: settings.DATA_DIR,
    HOST: settings.HOST,
    PORT: String(decisions.port),
    WEBSOCKET_PORT: String(decisions.websocketPort),
    MARKET_SOURCE: decisions.marketSource,
    SECRETS_KEY: decisions.secretsKey,
    ...(settings.REPLAY_DIR !== undefined && { REPLAY_DIR: settings.REPLAY_DIR }),
    ...(decisions.marketSource !== "live" && {
      MARKET_SERVER_PORT: String(decisions.marketServerPort),
      MARKET_CLOCK_STARTED_AT: String(decisions.marketStartedAt),
      MARKET_SERVER_URL: `http://127.0.0.1:${decisions.marketServerPort}`,
    }),
  };
}
