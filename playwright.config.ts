import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { freePort } from "./launch/ports";
import { findChromium } from "./launch/programs.mjs";

/** Workers read this file again: they inherit the address the first reading chose, and start nothing. */
const given = process.env.E2E_BASE_URL;
const baseURL = given ?? `http://127.0.0.1:${await freePort()}`;
const dataDir = given === undefined ? mkdtempSync(join(tmpdir(), "ghostquant-e2e-")) : null;
if (dataDir !== null) {
  process.env.E2E_BASE_URL = baseURL;
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
    MARKET_SOURCE: "simulated",
    MOMENTUM_FAST_REFRESH_SECONDS: "3",
    MOMENTUM_FULL_REFRESH_SECONDS: "15",
    WEBSOCKET_HEARTBEAT_SECONDS: "5",
  },
} as const;

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
  use: { baseURL, launchOptions, trace: "retain-on-failure", screenshot: "only-on-failure" },
  projects: [
    { name: "desktop", use: { viewport: { width: 1440, height: 900 } } },
    { name: "phone", use: { viewport: { width: 375, height: 812 }, isMobile: true, hasTouch: true } },
  ],
  ...(dataDir !== null && { webServer: product }),
});
