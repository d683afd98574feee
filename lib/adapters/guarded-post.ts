import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import { type DestinationRules, type PinnedAddress, pinDestination } from "./public-address";

const TIMEOUT_MS = 10_000;
const BODY_BYTES_MAX = 64 * 1024;
const REDIRECTS_MAX = 3;

export interface GuardedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface GuardedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** At most 64 KiB of it. */
  readonly body: string;
}

/**
 * POSTs to an address that a user gave: every hop is checked, resolved once and connected to at exactly that address.
 * Only 307 and 308 keep a POST a POST, so only they are followed. Throws `DestinationRefused`, or the network's error.
 */
export async function guardedPost(request: GuardedRequest, rules: DestinationRules): Promise<GuardedResponse> {
  let url = new URL(request.url);
  for (let hop = 0; ; hop += 1) {
    const pinned = await pinDestination(url, rules);
    const response = await postOnce(url, pinned, request);
    const location = response.headers.location;
    const follows = (response.status === 307 || response.status === 308) && typeof location === "string";
    if (!follows || hop >= REDIRECTS_MAX) return response;
    url = new URL(location, url);
  }
}

function postOnce(url: URL, pinned: PinnedAddress, { headers, body, timeoutMs, signal }: GuardedRequest) {
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  const lookup: LookupFunction = (_host, options, callback) => {
    if (options.all) callback(null, [{ address: pinned.address, family: pinned.family }]);
    else callback(null, pinned.address, pinned.family);
  };
  const given = AbortSignal.timeout(timeoutMs ?? TIMEOUT_MS);
  return new Promise<GuardedResponse>((resolve, reject) => {
    const outgoing = send(
      url,
      {
        method: "POST",
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
        lookup,
        // A connection of its own: a pooled one could belong to another check.
        agent: false,
        signal: signal === undefined ? given : AbortSignal.any([signal, given]),
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        let length = 0;
        incoming.on("data", (chunk: Buffer) => {
          length += chunk.length;
          if (length <= BODY_BYTES_MAX) chunks.push(chunk);
          else incoming.destroy();
        });
        incoming.on("error", reject);
        incoming.on("close", () => {
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString("utf8"),
          });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
