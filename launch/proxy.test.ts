import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findProgram } from "./programs.mjs";
import { fillTemplate } from "./proxy";

const root = resolve(import.meta.dirname, "..");
const template = readFileSync(join(root, "deploy/nginx.conf.template"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "ghostquant-proxy-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const words = {
  GQ_TMP: folder,
  GQ_ACCESS_LOG: join(folder, "access.log"),
  GQ_HTTP_PORT: "18080",
  GQ_HTTPS_PORT: "18443",
  GQ_PUBLIC_PORT: "",
  GQ_TLS_CERTIFICATE: join(folder, "secrets/tls_certificate.pem"),
  GQ_TLS_KEY: join(folder, "secrets/tls_key.pem"),
  GQ_RESOLVER: "",
  GQ_WEB_SERVERS: "server 127.0.0.1:3000; server 127.0.0.1:3001;",
};

describe("the proxy's configuration", () => {
  test("keeps nginx's own variables, and refuses to leave one of ours open", () => {
    expect(fillTemplate(`root $\{GQ_TMP} $host;`, { GQ_TMP: "/x" })).toBe("root /x $host;");
    expect(() => fillTemplate(template, { ...words, GQ_WEB_SERVERS: undefined as never })).toThrow(/GQ_WEB_SERVERS/u);
  });

  test("tells the web processes the reader's address and nothing that the reader says of himself", () => {
    const filled = fillTemplate(template, words);
    expect(filled).not.toContain("${GQ_");
    expect(filled).not.toContain("proxy_add_x_forwarded_for");
    for (const header of ["X-Forwarded-Host", "Forwarded"]) expect(filled).toContain(`proxy_set_header ${header} "";`);
    // A location that sets one header of its own loses all of these.
    expect(filled.slice(filled.indexOf("location = /ws/momentum"))).not.toContain("proxy_set_header");
  });

  test.runIf(findProgram(["nginx"]) !== null && findProgram(["openssl"]) !== null)("is one that nginx takes", () => {
    execFileSync("sh", [join(root, "deploy/prepare.sh"), "localhost", folder]);
    const file = join(folder, "nginx.conf");
    writeFileSync(file, fillTemplate(template, words));
    const check = () =>
      execFileSync(findProgram(["nginx"]) ?? "", ["-e", "stderr", "-p", folder, "-t", "-c", file], { stdio: "pipe" });
    expect(check).not.toThrow();
  });
});
