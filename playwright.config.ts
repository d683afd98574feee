import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { freePort } from "./launch/ports";
import { findChromium } from "./launch/programs.mjs";
import { quickMarket } from "./launch/quick-market";

/** Workers read this file again: they inherit the address the first reading chose, and start nothing. */
const given = process.env.E2E_BASE_URL;
const baseURL = given ?? `http://127.0.0.1:${await freePort()}`;
const marketPort = given === undefined ? await freePort() : null;
const dataDir = given === undefined ? mkdtempSync(join(tmpdir(), "ghostquant-e2e-")) : null;
if (dataDir !== null) {
  process.env.E2E_BASE_URL = baseURL;
  // Where tests switch upstream faults on; a stack given from outside is left whole.
  process.env.E2E_MARKET_URL = `http://127.0.0.1:${marketPort}`;
  // Postgres runs as `nobody` when we are root, and mkdtemp closes the folder to others.
  chmodSync(dataDir, 0o755);
  process.once("exit", () => rmSync(dataDir, { recursive: true, force: true }));
}

/** The whole product on a quick simulated market: refreshes every few seconds, so that a test can wait for one. */
const product = {
  command: "node launch/start.mjs",
  url: `${baseURL}/api/market/momentum?per_page=1`,
  timeout: 240_000,
  reuseExistingServer: false,
  stdout: "pipe",
  gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
  env: {
    DATA_DIR: dataDir ?? "",
    PORT: new URL(baseURL).port,
    MARKET_SERVER_PORT: String(marketPort),
    ...quickMarket,
  },
} as const;

/** The tour has its own test; everybody else has been offered it. A cookie of a host is one of all its ports. */
const tourAnswered = ["127.0.0.1", new URL(baseURL).hostname].map((domain) => ({
  name: "ghostquant_tour",
  value: "answered",
  domain,
  path: "/",
  expires: -1,
  httpOnly: false,
  secure: false,
  sameSite: "Lax" as const,
}));

const executablePath = findChromium();
const launchOptions = {
  ...(executablePath !== null && { executablePath }),
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
  ],
};

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  timeout: 45_000,
  expect: { timeout: 10_000 },
  fullyParallel: false,
  workers: 1,
  forbidOnly: process.env.CI !== undefined,
  retries: process.env.CI === undefined ? 0 : 1,
  reporter: "list",
  // `npm run cluster -- e2e` has a certificate of its own.
  use: {
    ignoreHTTPSErrors: given !== undefined,
    baseURL,
    storageState: { cookies: tourAnswered, origins: [] },
    launchOptions,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "desktop", testIgnore: "**/*.phone.spec.ts", use: { viewport: { width: 1440, height: 900 } } },
    {
      name: "phone",
      testMatch: "**/*.phone.spec.ts",
      use: { viewport: { width: 375, height: 812 }, isMobile: true, hasTouch: true },
    },
  ],
  ...(dataDir !== null && { webServer: product }),
});
