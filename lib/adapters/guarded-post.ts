import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import { deadline } from "@/lib/deadline";
import { DestinationRefused, type DestinationRules, type PinnedAddress, pinDestination } from "./public-address";

const TIMEOUT_MS = 10_000;
const BODY_BYTES_MAX = 64 * 1024;

export interface GuardedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** How many redirects are followed; none unless the receiver is anybody's. */
  readonly redirectsMax?: number;
  /** For everything together: names, redirects, answer. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface GuardedResponse {
  readonly status: number;
  readonly headers: Headers;
  /** At most 64 KiB of it. */
  readonly body: string;
}

/**
 * POSTs to an address that a user gave: every hop is checked, resolved once and connected to at exactly those addresses.
 * Only 307 and 308 keep a POST a POST, so only they are followed. Throws `DestinationRefused`, `NameUnresolved`, or the
 * network's error.
 */
export async function guardedPost(request: GuardedRequest, rules: DestinationRules): Promise<GuardedResponse> {
  const signal = deadline(request.timeoutMs ?? TIMEOUT_MS, request.signal);
  let url = new URL(request.url);
  for (let hop = 0; ; hop += 1) {
    const pinned = await orAborted(pinDestination(url, rules), signal);
    const response = await postOnce(url, pinned, request, signal);
    const next = response.headers.get("location");
    const leadsOn = next !== null && (response.status === 307 || response.status === 308);
    if (!leadsOn || hop >= (request.redirectsMax ?? 0)) return response;
    if (!URL.canParse(next, url)) throw new DestinationRefused("The address redirects to something that is no address");
    url = new URL(next, url);
  }
}

/** A name server can be as slow as anybody. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

function postOnce(
  url: URL,
  pinned: readonly PinnedAddress[],
  { headers, body }: GuardedRequest,
  signal: AbortSignal,
): Promise<GuardedResponse> {
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const outgoing = send(
      url,
      {
        method: "POST",
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
        lookup: answerWith(pinned),
        // A connection of its own: a pooled one could belong to another check.
        agent: false,
        signal,
      },
      (incoming) => readAnswer(incoming).then(resolve, reject),
    );
    outgoing.on("error", (error) => reject(signal.aborted ? signal.reason : error));
    // A connection that is switched to another protocol would end without an answer and without an error.
    outgoing.on("upgrade", (_answer, socket) => {
      socket.destroy();
      reject(new Error("switched to another protocol"));
    });
    outgoing.end(body);
  });
}

/** The one lookup of the connection: what was checked, whatever the name means by now. */
function answerWith(pinned: readonly PinnedAddress[]): LookupFunction {
  return (_host, options, callback) => {
    const [first] = pinned;
    if (options.all) callback(null, [...pinned]);
    else if (first !== undefined) callback(null, first.address, first.family);
  };
}

async function readAnswer(incoming: IncomingMessage): Promise<GuardedResponse> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop ends the connection: nobody has to swallow the rest of an endless body.
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk.subarray(0, BODY_BYTES_MAX - length));
    length += chunk.length;
    if (length >= BODY_BYTES_MAX) break;
  }
  return {
    status: incoming.statusCode ?? 0,
    headers: toHeaders(incoming.headers),
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

function toHeaders(given: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    const text = Array.isArray(value) ? value[0] : value;
    if (text !== undefined) headers.set(name, text);
  }
  return headers;
}
