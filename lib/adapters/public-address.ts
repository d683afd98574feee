import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** An address that a name was resolved to, to be connected to and no other: the name may mean something else a moment later. */
export interface PinnedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Why a destination is refused; safe to show. */
export class DestinationRefused extends Error {
  override readonly name = "DestinationRefused";
}

/** The name has no address just now; that may be the resolver's fault, so it refuses nothing for good. */
export class NameUnresolved extends Error {
  override readonly name = "NameUnresolved";
}

export type Resolve = (host: string) => Promise<readonly PinnedAddress[]>;

const resolveAll: Resolve = async (host) => {
  const found = await lookup(host, { all: true, verbatim: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
};

/** All of IPv6 that is given out to the public internet so far (RFC 4291, IANA). */
const GLOBAL_IPV6 = ipaddr.parseCIDR("2000::/3");

/** True only for addresses of the public internet: not private, loopback, link-local, metadata, multicast or reserved. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  // `process` also unwraps an IPv4 address that is mapped into IPv6.
  const parsed = ipaddr.process(address);
  return parsed.range() === "unicast" && (parsed.kind() === "ipv4" || parsed.match(GLOBAL_IPV6));
}

export interface DestinationRules {
  /** Explicit development mode: any address, and plain http. */
  readonly allowPrivate: boolean;
  readonly resolve?: Resolve;
}

/**
 * Checks an address that a user gave and resolves its name once. Every address that the name has must be public, so that
 * no answer of a hostile name server leads inside. Throws `DestinationRefused` or `NameUnresolved`.
 */
export async function pinDestination(
  url: URL,
  { allowPrivate, resolve = resolveAll }: DestinationRules,
): Promise<readonly PinnedAddress[]> {
  if (url.protocol !== "https:" && !(allowPrivate && url.protocol === "http:")) {
    throw new DestinationRefused("The address must begin with https://");
  }
  if (url.username !== "" || url.password !== "") {
    throw new DestinationRefused("The address must not contain a user name or password");
  }
  const addresses = await addressesOf(url.hostname, resolve);
  if (addresses.length === 0) throw new NameUnresolved("The address's name cannot be resolved");
  if (!(allowPrivate || addresses.every(({ address }) => isPublicAddress(address)))) {
    throw new DestinationRefused("The address leads to a private, local or reserved network");
  }
  return addresses;
}

async function addressesOf(hostname: string, resolve: Resolve): Promise<readonly PinnedAddress[]> {
  const host = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family: family === 6 ? 6 : 4 }];
  try {
    return await resolve(host);
  } catch {
    return [];
  }
}
