import { AsyncLocalStorage } from "node:async_hooks";
import { writeSync } from "node:fs";
import pino, { type DestinationStream, type Logger } from "pino";
import { type Facts, tell } from "./facts";
import { createCensor } from "./log-censor";
import { currentSpan } from "./telemetry/span";

export type { Logger } from "pino";

/** What every line says that is written on behalf of one request or job, however deep. */
export interface LogScope {
  readonly requestId?: string;
  readonly jobId?: string;
  readonly job?: string;
}

const scopes = new AsyncLocalStorage<LogScope>();

/** Everything that `work` logs, and whatever it calls, carries this scope. */
export function withinLogScope<T>(scope: LogScope, work: () => T): T {
  return scopes.run(scope, work);
}

const CENSORED_PATHS = [
  // A command that Redis refused carries its arguments: megabytes of a board.
  "*.command.args",
  ...["apiKey", "password", "secret", "token", "cookie", "authorization"].flatMap((name) => [`${name}`, `*.${name}`]),
  ...["authorization", "cookie", "x-api-key", "x-cg-pro-api-key", "x-cg-demo-api-key"].map(
    (name) => `*.headers["${name}"]`,
  ),
];

export interface LoggerOptions {
  /** Texts that may never be written, such as the keys this process was given. */
  secrets?: readonly string[];
  /** Standard output unless given. */
  destination?: DestinationStream;
}

/**
 * One structured line a fact: JSON with the time, the level in words, the process, and the request or job it belongs to. Secrets
 * are taken out here, once, for every process: by the place where they are known to stand, and wherever else they appear.
 */
export function createLogger(
  process: string,
  level: string,
  { secrets = [], destination }: LoggerOptions = {},
): Logger {
  const to = destination ?? standardOutput();
  const censor = createCensor(secrets);
  return pino(
    {
      name: process,
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: CENSORED_PATHS, censor: "[secret]" },
      mixin: () => ({ ...scopes.getStore(), ...traceOf(currentSpan()) }),
      hooks: {
        logMethod(args, write, level) {
          write.apply(this, args);
          const name = FAULT_LEVELS.get(level);
          if (name !== undefined) tellFault(process, name, args);
        },
      },
    },
    { write: (line: string) => to.write(censor(line)) },
  );
}

/** A full disk costs lines, never the process that wrote them: not by an error nobody hears, nor by a flush at its end that cannot. */
function standardOutput(): DestinationStream {
  let wasFull = false;
  return {
    write(line) {
      // What Node still holds for a slow reader goes first.
      if (wasFull && process.stdout.writableLength > 0) return void process.stdout.write(line);
      const bytes = Buffer.from(line);
      let written = 0;
      try {
        // A pipe that is nearly full takes a part of a line.
        while (written < bytes.byteLength) written += writeSync(1, bytes, written);
      } catch (error) {
        // A pipe whose reader is slow: Node waits for it.
        wasFull = error instanceof Error && "code" in error && error.code === "EAGAIN";
        if (wasFull) process.stdout.write(bytes.subarray(written));
      }
    },
  };
}

const FAULT_LEVELS: ReadonlyMap<number, Facts["fault.logged"]["level"]> = new Map([
  [40, "warn"],
  [50, "error"],
  [60, "fatal"],
]);

const traceOf = (span: ReturnType<typeof currentSpan>) => (span === null ? {} : { traceId: span.traceId });

/** For whoever reports faults; the line itself is written already. */
function tellFault(process: string, level: Facts["fault.logged"]["level"], args: readonly unknown[]): void {
  const [first, second] = args;
  const error = first instanceof Error ? first : (first as { err?: unknown } | undefined)?.err;
  const text = typeof first === "string" ? first : second;
  const message = typeof text === "string" ? text : error instanceof Error ? error.message : "";
  const scope = scopes.getStore() ?? {};
  tell("fault.logged", { process, level, message, error, scope, traceId: currentSpan()?.traceId ?? null });
}
