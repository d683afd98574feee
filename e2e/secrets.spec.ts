import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type APIRequestContext, request as requests } from "@playwright/test";
import { createCensor } from "../lib/log-censor";
import { journeyOn } from "./instance";
import { expect } from "./journey";

/** One of each kind that an operator gives; each is told from every other text in the world. */
const given = {
  SECRETS_KEY: "canary-secrets-key-7f3a91c2d4e5b6a8-0123456789",
  OWNER_PASSWORD: "canary-owner-password-5e1d",
  METRICS_TOKEN: "canary-metrics-token-9c2b7a",
  COINGECKO_DEMO_API_KEY: "canary-coingecko-key-4b8e",
  WHALE_ALERT_API_KEY: "canary-whale-alert-key-6d0f",
  TELEGRAM_BOT_TOKEN: "123456789:canary-telegram-token_AAAAAAAAAAAAAAAA",
  SMTP_PASS: "canary-smtp-pass-3a7c",
};
/** And what users bring along. */
const brought = {
  wrongPassword: "canary-wrong-password-8d2e",
  webhook: "https://user-hook.invalid/services/canary-webhook-path-1f6b?token=canary-webhook-query-2c4d",
  discord: "https://discord.com/api/webhooks/123456789012345678/canary-discord-token_aaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  madeUpKey: "gq_canary-made-up-key_aaaaaaaaaaaaaaaaaaaaaaaaa",
  cookie: "Fe26.2*1*canary-cookie*aaaaaaaaaaaaaaaaaaaa",
};

const test = journeyOn({
  ...given,
  MARKET_SOURCE: "simulated",
  SIMULATOR_COINS: "120",
  HOST: "0.0.0.0",
  LOG_LEVEL: "trace",
  SMTP_HOST: "127.0.0.1",
  SMTP_PORT: "9",
  SMTP_USER: "nobody",
  ALERT_EMAIL_FROM: "alerts@example.org",
  TELEGRAM_API_BASE: "http://127.0.0.1:9",
  MOMENTUM_FAST_REFRESH_SECONDS: "3",
  MOMENTUM_FULL_REFRESH_SECONDS: "15",
});
test.describe.configure({ timeout: 120_000 });

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Everything that goes wrong with a secret in its hands. Answers a secret that the product itself made. */
async function misuse(request: APIRequestContext, origin: string): Promise<string[]> {
  const own = { origin };
  const post = (path: string, data: unknown, headers: Record<string, string> = own) =>
    request.post(path, { data, headers });
  await post("/api/access/sign-in", { password: brought.wrongPassword });
  expect((await post("/api/access/sign-in", { password: given.OWNER_PASSWORD })).ok()).toBe(true);
  const made = await post("/api/access/keys", { name: "canary", scopes: ["alerts"] });
  expect(made.status()).toBe(201);
  const { key } = await made.json();
  const channels = [
    { kind: "webhook", label: "hook", url: brought.webhook },
    { kind: "discord", label: "discord", url: brought.discord },
    { kind: "telegram", label: "telegram", chat_id: "123456789" },
    { kind: "email", label: "mail", address: "reader@example.org" },
  ];
  const secrets: string[] = [key];
  for (const body of channels) {
    const answer = await post("/api/market/channels", body);
    const { channel, secret } = answer.ok() ? await answer.json() : { channel: null, secret: null };
    if (secret) secrets.push(secret);
    if (channel !== null) await post(`/api/market/channels/${channel.id}/test`, {});
  }
  for (const headers of [
    { "x-api-key": key },
    { "x-api-key": brought.madeUpKey },
    { authorization: `Bearer ${brought.madeUpKey}` },
    { authorization: `Bearer ${given.METRICS_TOKEN}` },
    { cookie: `ghostquant=${brought.cookie}; ghostquant_session=${brought.cookie}` },
  ]) {
    for (const path of [
      "/api/market/alerts",
      "/metrics",
      "/momentum",
      "/api/market/coins?per_page=x",
      "/nothing-here",
    ]) {
      await request.get(path, { headers });
    }
    await post("/api/market/alerts", "{ no JSON", { ...own, ...headers, "content-type": "application/json" });
  }
  // A path is written down, and whatever stands in it: only the censor keeps these out.
  await request.get(`/lost/${given.OWNER_PASSWORD}/${brought.madeUpKey}`);
  await request.get(`/api/market/momentum?q=${given.OWNER_PASSWORD}&api_key=${brought.madeUpKey}`);
  return secrets;
}

test("no log tells a secret: neither the operator's, nor a user's, nor one that was made here", async ({
  instance,
}) => {
  const request = await requests.newContext({ baseURL: instance.url });
  const made = await misuse(request, instance.url);
  await request.dispose();
  // Messages are tried, refused and tried again meanwhile.
  await new Promise((done) => setTimeout(done, 8_000));
  const logs = filesUnder(join(instance.dataDir, "logs")).map((file) => [file, readFileSync(file, "utf8")] as const);
  const all = logs.map(([, text]) => text).join("\n");
  // The search is worth nothing where nothing was written down.
  for (const word of ["sign-in", "channels", "delivery", "/lost/[secret]/[secret]"]) expect(all).toContain(word);
  const tails = [
    "canary-webhook-path",
    "canary-webhook-query",
    "canary-discord-token",
    "canary-made-up",
    "canary-cookie",
  ];
  for (const [file, text] of logs) {
    for (const secret of [...Object.values(given), brought.wrongPassword, ...made, ...tails]) {
      const at = text.indexOf(secret);
      expect(at === -1 ? null : `${file}: ${text.slice(Math.max(0, at - 200), at + 60)}`).toBeNull();
    }
  }
});

test("nothing that is built for browsers holds a secret or what only a server may hold", async ({ instance, page }) => {
  const files = filesUnder(resolve(".next/static")).filter((file) => /\.(?:js|css|json|txt)$/u.test(file));
  expect(files.length).toBeGreaterThan(10);
  const censor = createCensor([]);
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    expect(censor(text) === text, file).toBe(true);
    // The client libraries of stores, how a server reads its settings, and what a build was made from.
    const foreign =
      /.{0,40}(?:process\.env\.(?!NODE_ENV|NEXT_|__NEXT)[A-Z]|\bioredis\b|drizzle|ECONNREFUSED|sourceMappingURL).{0,40}/u;
    expect(foreign.exec(text)?.[0] ?? null, file).toBeNull();
  }
  for (const path of ["/momentum", "/sign-in", "/settings", "/status", "/api/status", "/api/health", "/openapi.json"]) {
    const text = await (await page.request.get(`${instance.url}${path}`)).text();
    expect(/.{0,40}canary-.{0,20}/u.exec(text)?.[0] ?? null, path).toBeNull();
  }
});
