import type { Redis } from "ioredis";
import { createCoinGeckoClient, type RequestBudget } from "@/lib/adapters/coingecko/client";
import { planLimits, resolveAccess } from "@/lib/adapters/coingecko/tier";
import { connectSmtp, smtpServerFrom } from "@/lib/adapters/smtp/connect";
import { createRequestBudget } from "@/lib/cache/request-budget";
import type { Env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { Logger } from "@/lib/log";
import { judgeSkew } from "./check-clock";
import { type Finding, findingsOf } from "./finding";

const coingecko = findingsOf("CoinGecko");
const binance = findingsOf("Binance");
const mail = findingsOf("Mail");
const telegram = findingsOf("Telegram");

const PATIENCE_MS = 10_000;
/** Where nobody else asks, nobody has to be asked for leave. */
const unshared: RequestBudget = {
  take: async () => undefined,
  pauseFor: async () => undefined,
  learnLimit: async () => undefined,
};

/** Asks every provider that this instance uses once, out of the budget that its workers share. */
export async function checkProviders(env: Env, redis: Redis | null, log: Logger): Promise<Finding[]> {
  const found = await Promise.all([
    checkCoinGecko(env, redis, log),
    checkBinance(env),
    checkMail(env),
    checkTelegram(env),
  ]);
  return found.flat();
}

async function checkCoinGecko(env: Env, redis: Redis | null, log: Logger): Promise<Finding[]> {
  if (env.MARKET_SOURCE !== "live") return [coingecko.note(`Not asked: the market is ${env.MARKET_SOURCE}.`)];
  const access = resolveAccess(env);
  const limits = planLimits(access.tier, env, null);
  const budget =
    redis === null
      ? unshared
      : createRequestBudget(redis, { name: `coingecko-${access.tier}`, ...limits, wallNow: () => Date.now() });
  const client = createCoinGeckoClient({ ...access, budget, retry: { maxAttempts: 1, backoffSeconds: 1 }, log });
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    const startedAt = performance.now();
    const { received } = await client.fetchTopMarkets({ count: 1, now: () => Date.now(), signal });
    const ms = Math.round(performance.now() - startedAt);
    if (received === 0) return [coingecko.problem("Answers, without any coin.", "Look at COINGECKO_API_BASE.")];
    return [coingecko.well(`Answers within ${ms} ms as plan ${access.tier}.`)];
  } catch (error) {
    return [judgeRefusal(error, access.baseUrl)];
  }
}

/** What a failed call means for whoever has to mend it. */
export function judgeRefusal(error: unknown, address: string): Finding {
  const said = error instanceof Error ? error.message : String(error);
  const code = error instanceof AppError ? error.code : null;
  if (code === "unauthorized") {
    return coingecko.problem(
      said,
      "A demo key belongs into COINGECKO_DEMO_API_KEY and a paid one into COINGECKO_PRO_API_KEY; look for spaces around it.",
    );
  }
  if (code === "rate_limited" || (error instanceof Error && error.name === "TimeoutError")) {
    return coingecko.warning(
      `Not asked to the end: ${said}`,
      "The budget of this minute or month is spent, which is no fault by itself. Ask again in a minute.",
    );
  }
  if (code === "forbidden" || code === "plan_restricted") {
    return coingecko.problem(said, "The plan does not reach that far, or this address is refused: ask from elsewhere.");
  }
  return coingecko.problem(
    said,
    `Check from this machine: curl -sS ${address}/ping. A firewall, a proxy or DNS stands in between, or CoinGecko is down.`,
  );
}

/** Also the one clock that we trust: an exchange keeps its time. */
async function checkBinance(env: Env): Promise<Finding[]> {
  if (env.MARKET_SOURCE !== "live" || !env.ENABLE_WHALE_WATCH) return [];
  const url = `${env.BINANCE_API_BASE.replace(/\/+$/u, "")}/api/v3/time`;
  try {
    const askedAt = Date.now();
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const answer: unknown = await response.json();
    const answeredAt = Date.now();
    if (typeof answer === "object" && answer !== null && "serverTime" in answer) {
      return [binance.well("Answers."), judgeSkew("Binance", Number(answer.serverTime), askedAt, answeredAt)];
    }
    throw new Error(`HTTP ${response.status}`);
  } catch (error) {
    const what = `Does not answer at ${new URL(url).host}: ${reasonOf(error)}`;
    return [
      binance.warning(
        what,
        "Whale readings and candles will be missing. Set BINANCE_API_BASE, or ENABLE_WHALE_WATCH=false.",
      ),
    ];
  }
}

/** `fetch` hides why behind "fetch failed". */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/** Greets the mail server and signs in; nothing is sent. */
async function checkMail(env: Env): Promise<Finding[]> {
  const server = env.ENABLE_EMAIL_ALERTS ? smtpServerFrom(env) : null;
  if (server === null) return [];
  const transport = connectSmtp({ ...server, timeoutMs: PATIENCE_MS });
  try {
    await transport.verify();
    return [mail.well(`${server.host} takes our mail.`)];
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const reason = server.pass === null ? said : said.replaceAll(server.pass, "[secret]");
    return [
      mail.problem(
        `${server.host}:${server.port} does not: ${reason}`,
        "Check SMTP_HOST, SMTP_PORT, SMTP_USER and SMTP_PASS.",
      ),
    ];
  } finally {
    transport.close();
  }
}

/** Whether the bot's token is one; nothing is sent. */
async function checkTelegram(env: Env): Promise<Finding[]> {
  const token = env.TELEGRAM_BOT_TOKEN;
  if (token === undefined || !env.ENABLE_TELEGRAM_ALERTS) return [];
  try {
    const address = `${env.TELEGRAM_API_BASE.replace(/\/+$/u, "")}/bot${token}/getMe`;
    const { status } = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (status === 200) return [telegram.well("Knows the bot.")];
    return [
      telegram.problem(`Does not know the bot (HTTP ${status}).`, "Copy TELEGRAM_BOT_TOKEN from BotFather again."),
    ];
  } catch {
    // The reason may carry the address, and the address carries the token.
    return [
      telegram.problem("Does not answer.", `Check from this machine that ${env.TELEGRAM_API_BASE} can be reached.`),
    ];
  }
}
