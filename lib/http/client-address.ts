import { isIP } from "node:net";

const PRIVATE = /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd][0-9a-f]{2}:|fe80:)/iu;
const MAPPED = /^::ffff:(?=\d+\.)/iu;

/** `127.0.0.1` for `::ffff:127.0.0.1`, everything else as it is. */
export function plainAddress(address: string): string {
  return address.replace(MAPPED, "");
}

/**
 * Who asks. A neighbour (loopback or private network) may be our reverse proxy, so the last address it forwarded counts;
 * anybody else could write anything into that header, so only the socket counts.
 */
export function clientAddress(socketAddress: string | undefined, forwardedFor: string | undefined): string {
  const peer = plainAddress(socketAddress ?? "unknown");
  if (forwardedFor === undefined || !PRIVATE.test(peer)) return peer;
  const last = plainAddress(forwardedFor.split(",").at(-1)?.trim() ?? "");
  return isIP(last) === 0 ? peer : last;
}

/** Whether the reader came by https; as with his address, only a neighbour is believed. */
export function isForwardedHttps(socketAddress: string | undefined, forwardedProto: string | undefined): boolean {
  const last = forwardedProto?.split(",").at(-1)?.trim().toLowerCase();
  return last === "https" && PRIVATE.test(plainAddress(socketAddress ?? "unknown"));
}

/** On this machine or in its private network: may be our reverse proxy. */
export function isNeighbour(socketAddress: string | undefined): boolean {
  return PRIVATE.test(plainAddress(socketAddress ?? "unknown"));
}

export function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}
