import type { Env } from "./env";
import { parseHeaders } from "./telemetry/parse-headers";

/** How a variable is called that holds a secret; `OWNER_PASSWORD`, `TELEGRAM_BOT_TOKEN`, `SMTP_PASS`. */
const SECRET_NAME = /(?:_KEY|_PASS|_?PASSWORD|_TOKEN|_SECRET)$/u;

/** Every secret that a process was given, for whoever must never write one down. */
export function secretsOf(env: Readonly<Partial<Env>>): string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (typeof value !== "string" || value === "") return [];
    if (SECRET_NAME.test(name)) return [value];
    if (name === "OTEL_EXPORTER_OTLP_HEADERS") return [value, ...Object.values(parseHeaders(value))];
    if (name === "SENTRY_DSN") return [new URL(value).username];
    return name === "DATABASE_URL" || name === "REDIS_URL" ? passwordIn(value) : [];
  });
}

/** As it stands in the address, and as the server hears it. */
function passwordIn(address: string): string[] {
  const { password } = new URL(address);
  return password === "" ? [] : [...new Set([password, decodeURIComponent(password)])];
}
