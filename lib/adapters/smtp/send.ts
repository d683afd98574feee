import { createHash } from "node:crypto";
import type { Transporter } from "nodemailer";
import type { AlertMessage, DeliveryOutcome } from "@/lib/contracts/delivery";
import { deadline } from "@/lib/deadline";
import { deadChannel, delivered, failureOf, hiderOf, refused, retry } from "../outcome";
import type { SmtpServer } from "./connect";
import { renderMail } from "./render";

/** All of it: a server may answer every line just before it is too late. */
const DEADLINE_MS = 30_000;

export interface MailOptions {
  readonly link: string;
  readonly signal?: AbortSignal;
  readonly deadlineMs?: number;
}

export async function sendMail(
  { server, transport }: { server: SmtpServer; transport: Transporter },
  { address }: { address: string },
  message: AlertMessage,
  { link, signal, deadlineMs = DEADLINE_MS }: MailOptions,
): Promise<DeliveryOutcome> {
  const hide = hiderOf([server.pass ?? "", toBase64(server.pass), toBase64(server.user)]);
  try {
    const sent = transport.sendMail({
      from: server.from,
      to: { name: "", address },
      ...renderMail(message, link),
      messageId: messageIdOf(message.key, server),
      headers: { "Auto-Submitted": "auto-generated", "X-GhostQuant-Key": encodeURIComponent(message.key) },
    });
    const info = await unlessAborted(sent, deadline(deadlineMs, signal));
    return delivered(hide(String(info.response)), String(info.messageId));
  } catch (error) {
    return outcomeOf(error, hide);
  }
}

/** The same for every attempt: a mailbox that got it twice can tell. */
export function messageIdOf(key: string, { from, host }: Pick<SmtpServer, "from" | "host">): string {
  const domain = /@([\w.-]+)/u.exec(from)?.[1] ?? host;
  return `<${createHash("sha256").update(key).digest("hex")}@${domain}>`;
}

/** The mail may still arrive after we stopped waiting: then it comes twice, with one and the same Message-ID. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

interface SmtpError extends Error {
  readonly responseCode?: number;
  readonly response?: string;
  readonly code?: string;
  readonly command?: string;
}

/** nodemailer's errors carry the server's own answer where there was one. */
function outcomeOf(error: unknown, hide: (text: string) => string): DeliveryOutcome {
  if (!(error instanceof Error)) return failureOf(error);
  const { responseCode, response, code, command } = error as SmtpError;
  const said = hide(response ?? error.message);
  if (responseCode !== undefined && responseCode < 500) return retry(said);
  if (responseCode === undefined) {
    const isOurs = code === "EAUTH" || code === "EENVELOPE" || code === "EMESSAGE" || code === "ETLS";
    if (isOurs) return refused(said);
    // A name, a refused connection or a certificate: the operator needs the words.
    return error.name === "TimeoutError" || error.name === "AbortError" ? failureOf(error) : retry(said);
  }
  if (code === "ECONNECTION" && /STARTTLS/u.test(error.message)) return refused(said);
  return isGone(responseCode, said, command) ? deadChannel(said) : refused(said);
}

/** No such mailbox. A 550 may as well be somebody's opinion of us (5.7.x), which says nothing about the mailbox. */
function isGone(responseCode: number, said: string, command: string | undefined): boolean {
  if (command !== "RCPT TO") return false;
  const detail = /\b5\.\d{1,3}\.\d{1,3}\b/u.exec(said)?.[0];
  if (detail === undefined) return responseCode === 550 || responseCode === 551 || responseCode === 553;
  return /^5\.(1\.[0-36]|2\.1)$/u.test(detail);
}

function toBase64(text: string | null): string {
  return text === null ? "" : Buffer.from(text).toString("base64");
}
