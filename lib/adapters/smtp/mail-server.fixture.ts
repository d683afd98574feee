import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export interface MailServer {
  readonly port: number;
  /** Raw mails as they came in, with the address each was for. */
  readonly mails: { readonly to: string; readonly raw: string }[];
  close(): Promise<void>;
}

type Script = Pick<
  SMTPServerOptions,
  "onConnect" | "onAuth" | "onMailFrom" | "onRcptTo" | "hideSTARTTLS" | "disabledCommands" | "authOptional"
> & {
  /** Instead of keeping the mail. */
  onData?: (socket: Socket | null) => Error | "hang" | null;
};

export function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

/** A real SMTP server that keeps what it gets, or fails as the script says. */
export async function startMailServer({ onData, ...options }: Script = {}): Promise<MailServer> {
  const mails: MailServer["mails"] = [];
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    ...options,
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const fault = onData?.([...sockets][0] ?? null) ?? null;
        if (fault === "hang") return;
        if (fault !== null) return callback(fault);
        const to = session.envelope.rcptTo.map(({ address }) => address).join(",");
        mails.push({ to, raw: Buffer.concat(chunks).toString("utf8") });
        callback();
      });
    },
  });
  server.on("error", () => undefined);
  server.server.on("connection", (socket: Socket) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export interface ReadMail {
  readonly headers: ReadonlyMap<string, string>;
  /** Decoded bodies by their type. */
  readonly parts: ReadonlyMap<string, string>;
}

/** Reads a mail as a mailbox would: headers unfolded and decoded, both alternatives decoded. */
export function readMail(raw: string): ReadMail {
  const { headers, body } = splitEntity(raw);
  const boundary = /boundary="([^"]+)"/u.exec(headers.get("content-type") ?? "")?.[1] ?? "";
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => splitEntity(part.replace(/^\r\n/u, "").replace(/\r\n$/u, "")))
    .map((part) => [part.headers.get("content-type")?.split(";")[0] ?? "", decodeBody(part)] as const);
  return { headers, parts: new Map(parts) };
}

function splitEntity(raw: string) {
  const end = raw.indexOf("\r\n\r\n");
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/gu, " ")
    .split("\r\n");
  const pairs = lines.map((line) => {
    const mark = line.indexOf(":");
    return [line.slice(0, mark).toLowerCase(), decodeWords(line.slice(mark + 1).trim())] as const;
  });
  return { headers: new Map(pairs), body: raw.slice(end + 4) };
}

/** RFC 2047, as a subject in any script travels. */
function decodeWords(text: string): string {
  return text.replace(/\?=\s+=\?/gu, "?==?").replace(/(=\?utf-8\?[bq]\?[^?]*\?=)+/giu, (words) => {
    const bytes = [...words.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/giu)].map(([, kind = "", data = ""]) =>
      kind.toLowerCase() === "b" ? Buffer.from(data, "base64") : unquote(data.replaceAll("_", " ")),
    );
    return Buffer.concat(bytes).toString("utf8");
  });
}

function decodeBody({ headers, body }: { headers: ReadonlyMap<string, string>; body: string }): string {
  const encoding = headers.get("content-transfer-encoding")?.toLowerCase();
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  const text = encoding === "quoted-printable" ? unquote(body.replace(/=\r\n/gu, "")).toString("utf8") : body;
  return text.replace(/\r\n/gu, "\n");
}

function unquote(text: string): Buffer {
  const bytes = text.replace(/=([0-9A-F]{2})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1");
}
