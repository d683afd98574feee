import type { Settings } from "../settings";
import { type Finding, findingsOf } from "./finding";

/** Variables that other programs read and that may stand beside ours in `.env`. */
const FOREIGN = new Set(["NODE_OPTIONS", "TZ", "NODE_ENV", "CHROMIUM_PATH", "MARKET_CLOCK_STARTED_AT"]);
const DISTANCE_MAX = 4;
const { warning, problem, note } = findingsOf("Settings");

/** Names in an `.env` file that nobody reads: a misspelt setting fails silently everywhere else. */
export function findUnknownNames(names: readonly string[], known: readonly string[]): Finding[] {
  const readable = new Set(known.flatMap((name) => [name, `${name}_FILE`]));
  return names
    .filter((name) => !readable.has(name) && !FOREIGN.has(name))
    .map((name) => {
      const near = known
        .map((one) => ({ one, distance: editDistance(name, one) }))
        .toSorted((a, b) => a.distance - b.distance)[0];
      const meant = near !== undefined && near.distance <= DISTANCE_MAX ? ` Did you mean ${near.one}?` : "";
      return warning(`${name} is set in .env and nobody reads it.${meant}`, "Correct its name, or remove the line.");
    });
}

/** The names that an `.env` file sets. */
export function namesIn(envFile: string): string[] {
  return [...envFile.matchAll(/^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=/gmu)].map(([, name]) => name ?? "");
}

/** Why the settings cannot be used, mistake by mistake. */
export function settingsMistakes(message: string): Finding[] {
  const mistakes = message.split("\n").filter((line) => line.startsWith("  "));
  return (mistakes.length === 0 ? [message] : mistakes).map((line) =>
    problem(line.trim(), ".env.example says what the setting does and what it may be."),
  );
}

export type Given = Pick<
  Settings,
  | "PUBLIC_URL"
  | "HOST"
  | "READS"
  | "ALLOW_PRIVATE_TARGETS"
  | "SMTP_HOST"
  | "ALERT_EMAIL_FROM"
  | "TELEGRAM_CHAT_ID"
  | "TELEGRAM_BOT_TOKEN"
  | "COINGECKO_PRO_API_KEY"
  | "COINGECKO_DEMO_API_KEY"
  | "USE_WEBSOCKETS"
  | "CLUSTERING_ENABLED"
>;

const LOCAL = /^(127\.|localhost$|::1$)/u;

/** Settings that are each allowed and do not fit together, or that somebody will wonder about. */
export function findContradictions(given: Given): Finding[] {
  const isPublic = given.PUBLIC_URL !== undefined || !LOCAL.test(given.HOST);
  const found: (Finding | false)[] = [
    given.ALLOW_PRIVATE_TARGETS &&
      isPublic &&
      problem(
        "ALLOW_PRIVATE_TARGETS=true on an instance that others reach: webhooks may be pointed at your own network.",
        "Remove it.",
      ),
    given.PUBLIC_URL?.startsWith("http://") === true &&
      !LOCAL.test(new URL(given.PUBLIC_URL).hostname) &&
      warning(
        "PUBLIC_URL is not https: passwords and cookies cross the network in the clear.",
        "Put a proxy with TLS in front (docs/deploy.md), and write https into PUBLIC_URL.",
      ),
    (given.SMTP_HOST === undefined) !== (given.ALERT_EMAIL_FROM === undefined) &&
      warning("Only one of SMTP_HOST and ALERT_EMAIL_FROM is set, so no mail can be sent.", "Set both, or neither."),
    given.TELEGRAM_CHAT_ID !== undefined &&
      given.TELEGRAM_BOT_TOKEN === undefined &&
      warning("TELEGRAM_CHAT_ID is set without TELEGRAM_BOT_TOKEN.", "Set the token that BotFather gave you."),
    given.COINGECKO_PRO_API_KEY !== undefined &&
      given.COINGECKO_DEMO_API_KEY !== undefined &&
      warning("Both CoinGecko keys are set; the pro key is used.", "Remove the one that is not yours any more."),
    isPublic &&
      given.PUBLIC_URL === undefined &&
      note("PUBLIC_URL is not set: links in messages lead to this machine."),
    isPublic && given.READS === "open" && note("READS=open: everybody who reaches the page may read the market."),
    !given.USE_WEBSOCKETS && note("USE_WEBSOCKETS=false: pages ask for news every few seconds."),
    !given.CLUSTERING_ENABLED && note("CLUSTERING_ENABLED=false: coins are not grouped."),
  ];
  return found.filter((finding) => finding !== false);
}

/** Levenshtein, two rows at a time. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(changed, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    above = row;
  }
  return above[b.length] ?? 0;
}
