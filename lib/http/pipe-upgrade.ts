import type { IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "@/lib/log";
import { SOCKET_PASS_HEADER } from "./socket-pass";

/** How long a sidecar that is starting, or starting again, is waited for: longer than its supervisor takes. */
const PATIENCE_MS = 5_000;
/** Doubled each time, so that a thousand pages that come back at once do not knock a thousand times a second. */
const FIRST_WAIT_MS = 50;

export interface SocketTarget {
  host: string;
  port: number;
}

interface Upgrade {
  /** Tried in this order. */
  targets: readonly SocketTarget[];
  address: string;
  pass: string | null;
  log: Logger;
}

/**
 * Hands a socket upgrade to the sidecar as plain bytes, with the asker's address and pass in headers. Whatever happens
 * to one end happens to the other; while the sidecar is away the asker gets a 503.
 */
export function pipeUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, upgrade: Upgrade): void {
  const { targets, address, pass, log } = upgrade;
  connectPatiently(targets, () => socket.destroyed).then(
    (upstream) => {
      join(socket, upstream);
      upstream.write(describeRequest(request, address, pass));
      if (head.byteLength > 0) upstream.write(head);
    },
    (error: unknown) => {
      if (socket.destroyed) return;
      log.warn({ err: error }, "The stream sidecar does not answer");
      refuseUpgrade(socket, 503, "Service Unavailable");
    },
  );
}

async function connectPatiently(targets: readonly SocketTarget[], isOver: () => boolean): Promise<Socket> {
  const patienceEnds = performance.now() + PATIENCE_MS;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs *= 2) {
    let failure: unknown = new Error("no sidecar is configured");
    for (const target of targets) {
      try {
        // One that accepts nothing and refuses nothing must leave time for the others.
        return await connectOnce(target, (patienceEnds - performance.now()) / targets.length);
      } catch (error) {
        failure = error;
      }
    }
    if (isOver() || performance.now() + waitMs >= patienceEnds) throw failure;
    await sleep(waitMs);
  }
}

function connectOnce({ host, port }: SocketTarget, patienceMs: number): Promise<Socket> {
  const upstream = connect({ host, port, noDelay: true });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => upstream.destroy(new Error("connecting took too long")), Math.max(1, patienceMs));
    upstream.once("error", reject);
    upstream.once("connect", () => resolve(upstream));
    upstream.once("connect", () => clearTimeout(timer));
    upstream.once("close", () => clearTimeout(timer));
  });
}

function join(socket: Duplex, upstream: Socket): void {
  const close = (): void => {
    socket.destroy();
    upstream.destroy();
  };
  for (const end of [socket, upstream]) {
    end.once("error", close);
    end.once("close", close);
  }
  if (socket.destroyed) {
    upstream.destroy();
    return;
  }
  socket.pipe(upstream);
  upstream.pipe(socket);
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
