import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { DOCS_STYLE } from "./docs-style";

const POLICY_HEADER = "content-security-policy";

/**
 * What a page may do. A script runs when it carries the number drawn for this one answer, or was loaded by one that does; Next puts it
 * on its own. Elements take their sizes and places from style attributes, which run nothing. Pictures of coins are CoinGecko's
 * alone: an address that somebody smuggles into a row is not called by anybody's browser.
 */
function pagePolicy(nonce: string, development: boolean): string {
  return [
    "default-src 'self'",
    // 'self' is for browsers that do not know 'strict-dynamic', and ignored by those that do.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    "script-src-attr 'none'",
    "style-src 'self' 'unsafe-inline'",
    development ? "style-src-elem 'self' 'unsafe-inline'" : `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: https://*.coingecko.com",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** An answer that is data does nothing, should a browser ever be brought to show it as a page. */
const DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const DOCS_POLICY = `${DATA_POLICY}; style-src 'sha256-${createHash("sha256").update(DOCS_STYLE).digest("base64")}'; img-src data:`;

type Headers = readonly (readonly [string, string])[];

const noSniffing = ["x-content-type-options", "nosniff"] as const;
const common: Headers = [
  noSniffing,
  ["x-frame-options", "DENY"],
  ["referrer-policy", "strict-origin-when-cross-origin"],
  ["permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"],
  ["cross-origin-opener-policy", "same-origin"],
  ["cross-origin-resource-policy", "same-origin"],
  ["x-permitted-cross-domain-policies", "none"],
];

/** Scripts and styles of the build: a page's own policy rules what they may do. */
const BUILD_PATH = "/_next/static/chunks/";
const DATA_PATH = /^\/(?:api|market|health|metrics|openapi\.json)(?:[/?]|$)/u;
const DOCS_PATH = /^(?:\/api)?\/docs\/?(?:\?|$)/u;

/**
 * Says with an answer what the browser may do with it, and tells Next the page's policy in the request's own header, which is where it
 * looks for the number that its scripts must carry. What is said of pages would be half a kilobyte on each of a page's sixteen
 * scripts, and mean nothing there.
 */
export function createSecurityHeaders(
  development: boolean,
): (request: IncomingMessage, response: ServerResponse) => void {
  const ofDocs: Headers = [...common, [POLICY_HEADER, DOCS_POLICY]];
  const ofData: Headers = [...common, [POLICY_HEADER, DATA_POLICY]];
  return (request, response) => {
    const { headers, url = "/" } = request;
    // Next would believe the policy, and with it the number, that a reader sends.
    delete headers[POLICY_HEADER];
    delete headers[`${POLICY_HEADER}-report-only`];
    if (url.startsWith(BUILD_PATH)) return say(response, [noSniffing]);
    if (DOCS_PATH.test(url)) return say(response, ofDocs);
    if (DATA_PATH.test(url)) return say(response, ofData);
    const policy = pagePolicy(randomBytes(16).toString("base64"), development);
    headers[POLICY_HEADER] = policy;
    say(response, common);
    response.setHeader(POLICY_HEADER, policy);
  };
}

function say(response: ServerResponse, headers: Headers): void {
  for (const [name, value] of headers) response.setHeader(name, value);
}
