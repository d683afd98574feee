import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import type { Logger } from "@/lib/log";
import { SOCKET_PASS_HEADER } from "./socket-pass";

const CONNECT_TIMEOUT_MS = 5_000;

export interface SocketTarget {
  host: string;
  port: number;
}

/**
 * Hands a socket upgrade to the sidecar as plain bytes, with the asker's address and pass in headers. Whatever happens
 * to one end happens to the other; while the sidecar is away the asker gets a 503.
 */
export function pipeUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  { target, address, pass, log }: { target: SocketTarget; address: string; pass: string | null; log: Logger },
): void {
  const upstream = connect({ host: target.host, port: target.port, noDelay: true });
  let connected = false;
  const close = (): void => {
    socket.destroy();
    upstream.destroy();
  };
  const giveUp = (error: Error): void => {
    if (connected) {
      close();
      return;
    }
    log.warn({ err: error }, "The stream sidecar does not answer");
    refuseUpgrade(socket, 503, "Service Unavailable");
    upstream.destroy();
  };
  const timer = setTimeout(() => giveUp(new Error("connecting took too long")), CONNECT_TIMEOUT_MS);
  upstream.once("connect", () => {
    clearTimeout(timer);
    connected = true;
    upstream.write(describeRequest(request, address, pass));
    if (head.byteLength > 0) upstream.write(head);
    socket.pipe(upstream);
    upstream.pipe(socket);
  });
  upstream.once("error", giveUp);
  socket.once("error", close);
  socket.once("close", () => {
    clearTimeout(timer);
    upstream.destroy();
  });
  upstream.once("close", () => {
    clearTimeout(timer);
    if (connected) socket.destroy();
  });
}

/** Says no to an upgrade in plain HTTP. */
export function refuseUpgrade(socket: Duplex, status: number, reason: string): void {
  socket.once("error", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** What only we may say. */
const OUR_HEADERS = new Set(["x-forwarded-for", SOCKET_PASS_HEADER]);

/** The request as it came, except that only we say where it came from and who sent it. */
function describeRequest({ method, url, rawHeaders }: IncomingMessage, address: string, pass: string | null): string {
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (!OUR_HEADERS.has(rawHeaders[i]?.toLowerCase() ?? "")) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
  }
  lines.push(`X-Forwarded-For: ${address}`);
  if (pass !== null) lines.push(`${SOCKET_PASS_HEADER}: ${pass}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}
