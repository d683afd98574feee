import { createTransport, type Transporter } from "nodemailer";
import type { Env } from "@/lib/env";

const TIMEOUT_MS = 10_000;
const CONNECTIONS_MAX = 5;
const IMPLICIT_TLS_PORT = 465;
const SUBMISSION_PORT = 587;

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  readonly user: string | null;
  readonly pass: string | null;
  /** Sender of every mail: `GhostQuant <alerts@example.org>`. */
  readonly from: string;
  readonly tls: "from the start" | "required" | "if offered";
  readonly timeoutMs?: number;
}

type SmtpEnv = Pick<Env, "SMTP_HOST" | "SMTP_PORT" | "SMTP_USER" | "SMTP_PASS" | "ALERT_EMAIL_FROM">;

/** Null until the operator has named a server and a sender. */
export function smtpServerFrom(env: SmtpEnv): SmtpServer | null {
  const { SMTP_HOST: host, SMTP_PORT: port, ALERT_EMAIL_FROM: from } = env;
  if (host === undefined || from === undefined) return null;
  const user = env.SMTP_USER ?? null;
  return { host, port, user, pass: env.SMTP_PASS ?? null, from, tls: tlsOf(host, port, user !== null) };
}

/** A password never crosses a network in the clear, whatever the port. */
function tlsOf(host: string, port: number, signsIn: boolean): SmtpServer["tls"] {
  if (port === IMPLICIT_TLS_PORT) return "from the start";
  const isLocal = host === "localhost" || host === "::1" || host.startsWith("127.");
  return port === SUBMISSION_PORT || (signsIn && !isLocal) ? "required" : "if offered";
}

/** A few pooled connections to the operator's server; `close` it when the process stops. */
export function connectSmtp({ host, port, user, pass, tls, timeoutMs = TIMEOUT_MS }: SmtpServer): Transporter {
  return createTransport({
    host,
    port,
    secure: tls === "from the start",
    requireTLS: tls === "required",
    ...(user !== null && pass !== null && { auth: { user, pass } }),
    pool: true,
    maxConnections: CONNECTIONS_MAX,
    maxMessages: Number.POSITIVE_INFINITY,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
