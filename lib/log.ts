import pino, { type DestinationStream, type Logger } from "pino";

export type { Logger } from "pino";

const SECRET_PATHS = [
  "*.apiKey",
  "*.password",
  "*.headers.authorization",
  '*.headers["x-cg-pro-api-key"]',
  '*.headers["x-cg-demo-api-key"]',
  // A command that Redis refused carries its arguments: the password of AUTH, megabytes of a board.
  "*.command.args",
];

/**
 * One structured line a fact; secrets are redacted here, once, for every process. Lines go to standard output unless
 * another destination is given.
 */
export function createLogger(process: string, level: string, destination?: DestinationStream): Logger {
  const options = { name: process, level, redact: { paths: SECRET_PATHS, censor: "[secret]" } };
  return destination === undefined ? pino(options) : pino(options, destination);
}
