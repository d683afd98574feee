import { readFileSync } from "node:fs";
import { z } from "zod";
import { clusterMethodSchema } from "./clustering/cluster-run";
import { AppError } from "./errors";
import { marketSourceSchema } from "./market/clock";
import { momentumConfigSchema } from "./momentum/config";

const flag = z.enum(["true", "false", "1", "0"]).transform((text) => text === "true" || text === "1");
const seconds = (fallback: number, min: number, max: number) => z.coerce.number().min(min).max(max).default(fallback);
const port = (fallback: number) => z.coerce.number().int().min(1).max(65_535).default(fallback);
const optionalText = z
  .string()
  .trim()
  .optional()
  .transform((text) => (text === "" ? undefined : text));

/** Every variable a process reads. Defaults and names are contract.md §6; `.env.example` has a line for each. */
export const envSchema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  HOST: z.string().default("127.0.0.1"),
  PORT: port(3000),
  /**
   * Address of this instance as its readers see it: in messages and in what pages say of themselves. Never taken from a
   * request: whoever asks could put any name into its Host header.
   */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  WEBSOCKET_PORT: port(8083),
  /** The pages give a connection up after 75 s of silence, so two heartbeats must fit into that. */
  WEBSOCKET_HEARTBEAT_SECONDS: seconds(30, 1, 30),
  USE_WEBSOCKETS: flag.default(true),
  /** Where the sidecars are when they run elsewhere: `host:port`, comma between them. Each socket goes to the next one. */
  STREAM_HOSTS: z
    .string()
    .regex(/^[\w.-]+:\d{1,5}(,[\w.-]+:\d{1,5})*$/u, { error: "must be host:port, with commas between several" })
    .optional(),
  DATA_DIR: z.string().default(".data"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  MARKET_SOURCE: marketSourceSchema.default("live"),
  /** Address of our own market server, set by the launcher when the source is replay or simulated. */
  MARKET_SERVER_URL: z.url().optional(),
  MARKET_SERVER_PORT: port(8084),
  /** Whoever reaches our market server can switch its faults on: only a closed network is a reason to widen this. */
  MARKET_SERVER_HOST: z.string().default("127.0.0.1"),
  REPLAY_DIR: optionalText,
  REPLAY_FROM: z.iso.datetime({ offset: true }).optional(),
  REPLAY_SPEED: z.coerce.number().positive().max(3_600).default(1),
  SIMULATOR_SEED: z.coerce.number().int().min(0).max(4_294_967_295).default(42),
  SIMULATOR_COINS: z.coerce.number().int().min(10).max(20_000).default(2_500),
  SIMULATOR_SPEED: z.coerce.number().positive().max(3_600).default(1),
  COINGECKO_API_BASE: z.url().default("https://api.coingecko.com/api/v3"),
  COINGECKO_PRO_API_KEY: optionalText,
  COINGECKO_DEMO_API_KEY: optionalText,
  COINGECKO_MONTHLY_CREDITS: z.coerce.number().int().positive().optional(),
  COINGECKO_RATE_LIMIT_PER_MINUTE: z.coerce.number().int().positive().max(10_000).optional(),
  COINGECKO_RETRY_MAX_ATTEMPTS: z.coerce.number().int().min(1).max(10).default(3),
  COINGECKO_RETRY_BACKOFF_SECONDS: seconds(5, 0.01, 300),
  MOMENTUM_PAGE_SIZE: z.coerce.number().int().min(1).max(100).default(50),
  MOMENTUM_FAST_REFRESH_SECONDS: seconds(30, 1, 86_400),
  MOMENTUM_FULL_REFRESH_SECONDS: seconds(300, 2, 86_400),
  MOMENTUM_TOP_N_FAST: z.coerce.number().int().min(1).max(250).default(100),
  MOMENTUM_PRICE_MODE: z.enum(["volatility", "absolute", "abs"]).default("volatility"),
  MOMENTUM_INCLUDE_DERIVATIVES: flag.default(false),
  PRICE_MOMENTUM_WEIGHT: z.coerce.number().default(0.3),
  VOLUME_SPIKE_WEIGHT: z.coerce.number().default(0.25),
  RSI_SIGNAL_WEIGHT: z.coerce.number().default(0.2),
  MA_CROSS_WEIGHT: z.coerce.number().default(0.15),
  PRETREND_WEIGHT: z.coerce.number().default(0.3),
  WHALER_WEIGHT: z.coerce.number().default(0.25),
  WHALE_CONFIDENCE_THRESHOLD: z.coerce.number().min(0).max(1).default(0.6),
  WHALE_MIN_USD: z.coerce.number().min(1_000).max(100_000_000).default(100_000),
  ENABLE_WHALE_WATCH: flag.default(true),
  BINANCE_API_BASE: z.url().default("https://data-api.binance.vision"),
  BINANCE_WS_BASE: z.url({ protocol: /^wss?$/ }).default("wss://data-stream.binance.vision"),
  /** Of Binance's 6,000 a minute and address: the rest is left to whatever else runs behind the same address. */
  BINANCE_WEIGHT_PER_MINUTE: z.coerce.number().int().min(50).max(6_000).default(3_000),
  /** Asked for candles of coins that Binance does not trade. */
  OKX_API_BASE: z.url().default("https://www.okx.com"),
  WHALE_ALERT_API_BASE: z.url().default("https://api.whale-alert.io/v1"),
  WHALE_ALERT_API_KEY: optionalText,
  CLUSTERING_ENABLED: flag.default(true),
  CLUSTERING_METHOD: clusterMethodSchema.default("kmeans"),
  CLUSTERING_N_CLUSTERS: z.coerce.number().int().min(2).max(64).default(8),
  CLUSTERING_UPDATE_INTERVAL: seconds(3_600, 60, 86_400),
  ENABLE_AUTO_CLUSTERING: flag.default(true),
  ENABLE_RANK_CHANGE_FEED: flag.default(true),
  /** Lets backtests be asked for; finished ones can be read either way. */
  ENABLE_BACKTEST_HOOK: flag.default(true),
  /** What a backtest trades by where its request does not say it. */
  BACKTEST_DEFAULT_THRESHOLD: z.coerce.number().min(0).max(100).default(70),
  BACKTEST_HOLD_HOURS: z.coerce.number().int().min(1).max(8_760).default(24),
  ALERT_EMAIL_FROM: optionalText,
  /** Quiet time after a firing where a rule does not say its own. */
  ALERT_RATE_LIMIT_MINUTES: z.coerce.number().min(0).max(10_080).default(15),
  ENABLE_EMAIL_ALERTS: flag.default(true),
  ENABLE_TELEGRAM_ALERTS: flag.default(true),
  ENABLE_PUSH_ALERTS: flag.default(true),
  SMTP_HOST: optionalText,
  SMTP_PORT: port(587),
  SMTP_USER: optionalText,
  SMTP_PASS: optionalText,
  TELEGRAM_API_BASE: z.url().default("https://api.telegram.org"),
  TELEGRAM_BOT_TOKEN: optionalText,
  /** A chat that is a channel from the start, without anybody adding it. */
  TELEGRAM_CHAT_ID: optionalText,
  /** Seals sessions and encrypts channels; the launcher makes one and keeps it when none is given. */
  SECRETS_KEY: z.string().min(32, { error: "must have at least 32 characters" }).optional(),
  /** Presets the owner's password, so that nobody else can set it first. */
  OWNER_PASSWORD: z.string().min(10).max(200).optional(),
  READS: z.enum(["open", "closed"]).default("open"),
  /** Lets webhooks lead into private networks: for development and tests only. */
  ALLOW_PRIVATE_TARGETS: flag.default(false),
  /** The trained model; one that does not fit this code is refused and the base rate serves. */
  PRETREND_MODEL: z.string().default("models/pretrend.json"),
  USE_MOCK_MARKET_DATA: flag.default(false),
  /** Whoever sends it may read `/metrics`; without one, only the machine itself may. */
  METRICS_TOKEN: z.string().min(16, { error: "must have at least 16 characters" }).optional(),
  /** Where a worker answers `/metrics`; without it, it answers nobody. Web and stream answer on their own ports. */
  METRICS_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  /** Of an OpenTelemetry collector that speaks OTLP over HTTP: traces are made and sent there. Named as everybody names it. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  /** `name=value,name=value`: sent with every export, such as the collector's key. */
  OTEL_EXPORTER_OTLP_HEADERS: optionalText,
  /** The share of requests and jobs that is traced. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  /** Where faults are reported: an address of Sentry, or of anything that takes its envelopes. */
  SENTRY_DSN: z
    .url({ protocol: /^https?$/ })
    .regex(/^https?:\/\/[^/@]+@[^/]+\/(?:.*\/)?\d+$/u, { error: "must look like https://KEY@HOST/PROJECT" })
    .optional(),
});
export type Env = z.infer<typeof envSchema>;

/** What the market server reads: it needs neither Postgres nor Redis. */
export const marketServerEnvSchema = envSchema
  .pick({
    LOG_LEVEL: true,
    MARKET_SOURCE: true,
    MARKET_SERVER_PORT: true,
    MARKET_SERVER_HOST: true,
    REPLAY_DIR: true,
    REPLAY_FROM: true,
    REPLAY_SPEED: true,
    SIMULATOR_SEED: true,
    SIMULATOR_COINS: true,
    SIMULATOR_SPEED: true,
  })
  .extend({
    /**
     * Wall-clock time (ms) at which the replay, or a simulation with a speed, began. The launcher sets it once, so that a market
     * server that was restarted goes on where it would be now instead of jumping back to where it began.
     */
    MARKET_CLOCK_STARTED_AT: z.coerce.number().int().positive().optional(),
  });
export type MarketServerEnv = z.infer<typeof marketServerEnvSchema>;

/** Reads and checks the environment once, at a process's start; says every mistake at once, by name. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  return parseEnv(envSchema, source);
}

/** The same for the market server. */
export function readMarketServerEnv(source: Record<string, string | undefined> = process.env): MarketServerEnv {
  return parseEnv(marketServerEnvSchema, source);
}

type Given = Record<string, string | undefined>;

/**
 * Every variable may come from a file that `<NAME>_FILE` names, because what stands in an environment is shown by
 * `docker inspect` and inherited by every child. Empty values and empty files are no values.
 */
export function readGiven(source: Given, names: readonly string[]): { given: Given; mistakes: string[] } {
  const given: Given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const mistakes: string[] = [];
  for (const name of names) {
    const file = given[`${name}_FILE`];
    if (file === undefined) continue;
    const text = readQuietly(file);
    if (given[name] !== undefined) mistakes.push(`${name}: is set twice, by itself and by ${name}_FILE`);
    else if (text === null) mistakes.push(`${name}_FILE: ${file} cannot be read`);
    else if (text !== "") given[name] = text;
  }
  return { given, mistakes };
}

/** Without the line's end that editors and `echo` leave. */
function readQuietly(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return null;
  }
}

function parseEnv<S extends z.ZodObject>(schema: S, source: Given): z.infer<S> {
  const { given, mistakes } = readGiven(source, Object.keys(schema.shape));
  const parsed = schema.safeParse(given);
  if (!parsed.success || mistakes.length > 0) {
    mistakes.push(...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join(".")}: ${issue.message}`));
    throw new AppError("misconfigured", `The environment is not usable:\n  ${mistakes.join("\n  ")}`, {
      retryable: false,
    });
  }
  return parsed.data;
}

/** The scorer's parameters from the environment; refuses weights that cannot add up. */
export function momentumConfigFrom(env: Env) {
  const parsed = momentumConfigSchema.safeParse({
    priceMomentumWeight: env.PRICE_MOMENTUM_WEIGHT,
    volumeSpikeWeight: env.VOLUME_SPIKE_WEIGHT,
    rsiSignalWeight: env.RSI_SIGNAL_WEIGHT,
    maCrossWeight: env.MA_CROSS_WEIGHT,
    pretrendWeight: env.PRETREND_WEIGHT,
    whaleWeight: env.WHALER_WEIGHT,
    priceMode: env.MOMENTUM_PRICE_MODE === "volatility" ? "volatility" : "absolute",
    includeDerivatives: env.MOMENTUM_INCLUDE_DERIVATIVES,
  });
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new AppError("misconfigured", `The score weights are not usable:\n  ${mistakes.join("\n  ")}`, {
      retryable: false,
    });
  }
  return parsed.data;
}
