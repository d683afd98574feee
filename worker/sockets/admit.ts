import type { IncomingMessage } from "node:http";
import type { AccessScope } from "@/lib/contracts/http/access-state";
import { clientAddress, isLoopback } from "@/lib/http/client-address";
import { readSocketPass, SOCKET_PASS_HEADER } from "@/lib/http/socket-pass";
import type { UnixMs } from "@/lib/market/units";
import type { SocketLimits } from "./limits";

/** `scopes`: what whoever opened the socket may do, as the web process found out; empty for a stranger. */
export type Admission =
  | { ok: true; address: string; scopes: readonly AccessScope[] }
  | { ok: false; status: number; reason: string };

export interface Gate {
  limits: SocketLimits;
  clients: number;
  countFrom(address: string): number;
  access: SocketAccess;
  wallNow(): UnixMs;
}

export interface SocketAccess {
  readonly readsOpen: boolean;
  /** Verifies passes; without it nobody has one. */
  readonly secret: string | null;
}

/** Whether a socket may be opened: right path, right origin, not too many already, and a pass where reads are closed. */
export function admit(request: IncomingMessage, { limits, clients, countFrom, access, wallNow }: Gate): Admission {
  const path = (request.url ?? "/").split("?", 1)[0];
  if (path !== "/ws/momentum") return { ok: false, status: 404, reason: "Not Found" };
  if (!isSameSite(request)) return { ok: false, status: 403, reason: "Forbidden" };
  if (clients >= limits.clients) return { ok: false, status: 503, reason: "Service Unavailable" };
  const address = clientAddress(request.socket.remoteAddress, header(request, "x-forwarded-for"));
  const most = isLoopback(address) ? limits.clientsFromLoopback : limits.clientsPerAddress;
  if (countFrom(address) >= most) return { ok: false, status: 429, reason: "Too Many Requests" };
  const scopes = readSocketPass(header(request, SOCKET_PASS_HEADER), access.secret, wallNow());
  if (scopes === null && !access.readsOpen) return { ok: false, status: 401, reason: "Unauthorized" };
  return { ok: true, address, scopes: scopes ?? [] };
}

/**
 * Browsers say which page opens a socket; other pages than ours may not, so that no site can read this instance through
 * its visitor. The port may differ, because the sidecar has its own. Programs send no origin and are welcome.
 */
function isSameSite(request: IncomingMessage): boolean {
  const origin = header(request, "origin");
  if (origin === undefined) return true;
  const from = hostName(origin);
  const hosts = [header(request, "host"), header(request, "x-forwarded-host")];
  return from !== null && hosts.some((host) => host !== undefined && hostName(`http://${host}`) === from);
}

function hostName(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null;
}

function header({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(",") : value;
}
