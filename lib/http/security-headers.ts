/** Inline scripts and styles are Next's own; coin images come from their provider; sockets may be on the sidecar's port. */
function contentPolicy(development: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'unsafe-inline'${development ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: https:",
    "font-src 'self' data:",
    "connect-src 'self' ws: wss:",
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

const noSniffing = ["x-content-type-options", "nosniff"] as const;
const common: readonly (readonly [string, string])[] = [
  noSniffing,
  ["x-frame-options", "DENY"],
  ["referrer-policy", "strict-origin-when-cross-origin"],
  ["permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()"],
  ["cross-origin-opener-policy", "same-origin"],
];

type Headers = readonly (readonly [string, string])[];

/** Scripts and styles of the build: a page's own policy rules what they may do. */
const BUILD_PATH = "/_next/static/chunks/";

/**
 * What an answer to this address says to the browser. In development the bundler evaluates code, which production forbids.
 * What is said of pages would be half a kilobyte on each of a page's sixteen scripts, and mean nothing there.
 */
export function securityHeaders(development: boolean): (url: string) => Headers {
  const ofPages: Headers = [...common, ["content-security-policy", contentPolicy(development)]];
  const ofBuild: Headers = [noSniffing];
  return (url) => (url.startsWith(BUILD_PATH) ? ofBuild : ofPages);
}
