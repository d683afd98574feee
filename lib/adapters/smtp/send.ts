import { createTransport, type Transporter } from "nodemailer";
import type { AlertMessage, DeliveryOutcome } from "@/lib/contracts/delivery";
import { deadChannel, delivered, failureOf, refused, retry } from "../outcome";

const TIMEOUT_MS = 10_000;
const IMPLICIT_TLS_PORT = 465;
const SUBMISSION_PORT = 587;

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  readonly user: string | null;
  readonly pass: string | null;
  /** Sender of every mail: `GhostQuant <alerts@example.org>`. */
  readonly from: string;
}

/** One pooled connection to the operator's server; `close` it when the process stops. */
export function connectSmtp({ host, port, user, pass }: SmtpServer): Transporter {
  return createTransport({
    host,
    port,
    secure: port === IMPLICIT_TLS_PORT,
    requireTLS: port === SUBMISSION_PORT,
    ...(user !== null && pass !== null && { auth: { user, pass } }),
    pool: true,
    maxConnections: 5,
    maxMessages: Number.POSITIVE_INFINITY,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => entities[character] ?? character);
}

/** A mail in text and in HTML, both saying the same. Line breaks in a subject would be headers of their own. */
export function renderMail(message: AlertMessage, link: string) {
  const subject = message.title.replace(/[\r\n]+/gu, " ");
  return {
    subject,
    text: [...message.lines, "", link, "", `Reference ${message.key}`].join("\n"),
    html: [
      `<h1 style="font:600 18px system-ui,sans-serif">${escapeHtml(subject)}</h1>`,
      ...message.lines.map(
        (line) => `<p style="font:14px/1.5 system-ui,sans-serif;margin:4px 0">${escapeHtml(line)}</p>`,
      ),
      `<p style="font:14px system-ui,sans-serif"><a href="${escapeHtml(link)}">Open in GhostQuant</a></p>`,
      `<p style="font:12px system-ui,sans-serif;color:#666">Reference ${escapeHtml(message.key)}</p>`,
    ].join("\n"),
  };
}

export async function sendMail(
  transport: Transporter,
  { from, host }: Pick<SmtpServer, "from" | "host">,
  { address }: { address: string },
  message: AlertMessage,
  link: string,
): Promise<DeliveryOutcome> {
  try {
    const info = await transport.sendMail({
      from,
      to: { name: "", address },
      ...renderMail(message, link),
      // The same for every attempt: a mailbox that got it twice can tell.
      messageId: `<${Buffer.from(message.key).toString("base64url")}@${host}>`,
      headers: { "Auto-Submitted": "auto-generated", "X-GhostQuant-Key": encodeURIComponent(message.key) },
    });
    return delivered(String(info.response), String(info.messageId));
  } catch (error) {
    return outcomeOf(error);
  }
}

/** nodemailer's errors carry the server's own answer where there was one. */
function outcomeOf(error: unknown): DeliveryOutcome {
  if (!(error instanceof Error)) return failureOf(error);
  const { responseCode, response, code } = error as Error & { responseCode?: number; response?: string; code?: string };
  const said = response ?? error.message;
  if (code === "EAUTH" || code === "EMESSAGE" || code === "ETLS") return refused(said);
  if (responseCode === undefined) return failureOf(error);
  if (responseCode < 500) return retry(said);
  return /^55[013]|5\.1\.[0-3]/u.test(said) ? deadChannel(said) : refused(said);
}
