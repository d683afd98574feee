import pino, { type Logger } from "pino";

export type { Logger } from "pino";

const SECRET_PATHS = [
  "*.apiKey",
  "*.password",
  "*.headers.authorization",
  '*.headers["x-cg-pro-api-key"]',
  '*.headers["x-cg-demo-api-key"]',
];

/** One structured line a fact; secrets are redacted here, once, for every process. */
export function createLogger(process: string, level: string): Logger {
  return pino({ name: process, level, redact: { paths: SECRET_PATHS, censor: "[secret]" } });
}
