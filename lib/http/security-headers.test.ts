import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { DOCS_STYLE } from "./docs-style";
import { createSecurityHeaders } from "./security-headers";

function say(url: string, sent: Record<string, string> = {}, development = false) {
  const request = { url, headers: { ...sent } } as unknown as IncomingMessage;
  const said = new Map<string, string>();
  const response = { setHeader: (name: string, value: string) => said.set(name, value) } as unknown as ServerResponse;
  createSecurityHeaders(development)(request, response);
  return { said, policy: said.get("content-security-policy") ?? "", believed: request.headers };
}

const directive = (policy: string, name: string) =>
  policy
    .split("; ")
    .find((text) => text.split(" ")[0] === name)
    ?.split(" ")
    .slice(1);
const nonceOf = (policy: string) => /'nonce-(?<nonce>[^']+)'/u.exec(policy)?.groups?.nonce;

describe("the policy of a page", () => {
  it.each(["/", "/momentum?view=table", "/momentum/bitcoin", "/sign-in", "/sw.js", "/apis", "/docsy", "/_next/static"])(
    "lets no script run on %s but those that carry its own number",
    (url) => {
      const { policy, said } = say(url);
      const scripts = directive(policy, "script-src");
      expect(scripts).toEqual(["'self'", `'nonce-${nonceOf(policy)}'`, "'strict-dynamic'"]);
      expect(directive(policy, "script-src-attr")).toEqual(["'none'"]);
      expect(directive(policy, "style-src-elem")).not.toContain("'unsafe-inline'");
      expect(directive(policy, "object-src")).toEqual(["'none'"]);
      expect(directive(policy, "base-uri")).toEqual(["'none'"]);
      expect(directive(policy, "frame-ancestors")).toEqual(["'none'"]);
      expect(said.get("x-frame-options")).toBe("DENY");
      expect(policy).not.toMatch(/\shttps:(?:\s|;|$)|\*(?!\.coingecko\.com)|ws:/u);
    },
  );

  it("draws a number of sixteen bytes for each answer", () => {
    const drawn = Array.from({ length: 500 }, () => nonceOf(say("/momentum").policy) ?? "");
    expect(new Set(drawn).size).toBe(500);
    for (const nonce of drawn) expect(Buffer.from(nonce, "base64")).toHaveLength(16);
  });

  it("reaches Next as it was said, never as a reader sent it", () => {
    const sent = {
      "content-security-policy": "script-src 'nonce-AAAA'",
      "content-security-policy-report-only": "script-src 'nonce-AAAA'",
    };
    const page = say("/momentum", sent);
    expect(page.believed).toEqual({ "content-security-policy": page.policy });
    expect(page.policy).not.toContain("AAAA");
    for (const url of ["/api/health", "/docs", "/_next/static/chunks/a.js"])
      expect(say(url, sent).believed).toEqual({});
  });

  it("allows evaluation to the bundler in development alone", () => {
    expect(directive(say("/", {}, true).policy, "script-src")).toContain("'unsafe-eval'");
    expect(say("/").policy).not.toContain("unsafe-eval");
  });
});

it.each(["/api/health", "/health", "/market/momentum?q=a", "/api/market/coins", "/openapi.json", "/metrics", "/api"])(
  "lets nothing happen where %s is shown as a page",
  (url) => {
    const { policy, said } = say(url);
    expect(policy).toBe("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    expect(said.get("x-content-type-options")).toBe("nosniff");
  },
);

it.each(["/docs", "/api/docs", "/docs?a=1", "/docs/"])("lets %s have its one style and no script", (url) => {
  const { policy } = say(url);
  const hash = createHash("sha256").update(DOCS_STYLE).digest("base64");
  expect(directive(policy, "default-src")).toEqual(["'none'"]);
  expect(directive(policy, "style-src")).toEqual([`'sha256-${hash}'`]);
  expect(policy).not.toContain("script-src");
});

it("says of the build's own scripts only what concerns them", () => {
  expect([...say("/_next/static/chunks/a.js").said.keys()]).toEqual(["x-content-type-options"]);
});
