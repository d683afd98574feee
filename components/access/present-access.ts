import type { ApiKey, AuditEntry } from "@/lib/contracts/http/access";
import type { AccessScope, AccessState } from "@/lib/contracts/http/access-state";
import { formatMoment, formatReaderDay } from "@/lib/format/time";
import { DAY_MS, type UnixMs } from "@/lib/market/units";

export const scopeMeanings: readonly { readonly scope: AccessScope; readonly meaning: string }[] = [
  { scope: "read", meaning: "Read the market" },
  { scope: "alerts", meaning: "Read and change alerts, channels and watchlists" },
  { scope: "backtests", meaning: "Start backtests" },
  { scope: "admin", meaning: "Everything, API keys and the password too" },
];

export const lifetimes = [
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "A year" },
  { value: "never", label: "Never" },
] as const;

/** When a key of this lifetime ends; null for one that does not. */
export function endOfLifetime(lifetime: string, now: UnixMs): string | null {
  const days = Number(lifetime);
  return Number.isFinite(days) ? new Date(now + days * DAY_MS).toISOString() : null;
}

export interface KeyView {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: string;
  readonly state: string;
  readonly works: boolean;
  readonly created: string;
  readonly lastUsed: string;
}

export function presentKey({ id, name, prefix, scopes, ...times }: ApiKey, now: UnixMs): KeyView {
  const { created_at, expires_at, last_used_at, revoked_at } = times;
  const isOver = expires_at !== null && Date.parse(expires_at) <= now;
  return {
    id,
    name,
    prefix: `${prefix}…`,
    scopes: scopes.join(", "),
    state: stateOf(revoked_at, expires_at, isOver),
    works: revoked_at === null && !isOver,
    created: formatReaderDay(Date.parse(created_at)),
    lastUsed: last_used_at === null ? "never" : formatMoment(Date.parse(last_used_at)),
  };
}

function stateOf(revokedAt: string | null, expiresAt: string | null, isOver: boolean): string {
  if (revokedAt !== null) return `revoked ${formatReaderDay(Date.parse(revokedAt))}`;
  if (expiresAt === null) return "works, never ends";
  return `${isOver ? "ended" : "works until"} ${formatReaderDay(Date.parse(expiresAt))}`;
}

const actions: Record<string, string> = {
  "POST /api/access/setup": "Password set for the first time",
  "POST /api/access/sign-in": "Signed in",
  "sign-in refused": "Wrong password",
  "POST /api/access/sign-out": "Signed out",
  "POST /api/access/sign-out-everywhere": "Every session ended",
  "POST /api/access/password": "Password changed",
  "POST /api/access/keys": "API key made",
};

/** Writes by their address, where an id stands for the star. */
const writes: Record<string, string> = {
  "DELETE /api/access/keys/*": "API key revoked",
  "POST /api/market/alerts": "Alert made",
  "PATCH /api/market/alerts/*": "Alert changed",
  "DELETE /api/market/alerts/*": "Alert deleted",
  "POST /api/market/alerts/*/test": "Alert tested",
  "POST /api/market/alerts/*/duplicate": "Alert duplicated",
  "POST /api/market/channels": "Channel added",
  "DELETE /api/market/channels/*": "Channel removed",
  "POST /api/market/channels/*/test": "Channel tested",
  "POST /api/market/channels/*/enable": "Channel enabled",
  "POST /api/market/watchlists": "Watchlist made",
  "PATCH /api/market/watchlists/*": "Watchlist changed",
  "DELETE /api/market/watchlists/*": "Watchlist deleted",
  "POST /api/market/alerts/preview": "Alert tried on the past",
  "POST /api/market/firings/read": "Firings marked as read",
  "POST /api/market/backtest": "Backtest asked for",
  "DELETE /api/market/backtest/*": "Backtest cancelled",
  "POST /api/market/backtest/*/rerun": "Backtest run again",
  "POST /api/market/backtest/*/verify": "Backtest verified",
};

/** What was done, in words, under either address of the API; an address that has none yet stands as it is. */
function actionWords(action: string): string {
  const asked = action.replace(/^(\w+) \/market\//u, "$1 /api/market/");
  const pattern = asked.replace(
    /^(\w+ \/api\/(?:access|market)\/(?:keys|alerts|channels|watchlists|backtest)\/)[^/]+/u,
    "$1*",
  );
  return actions[asked] ?? writes[asked] ?? writes[pattern] ?? action;
}

export interface AuditView {
  readonly id: number;
  readonly time: string;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly address: string;
}

export function presentAudit({ id, time, actor, action, target, address }: AuditEntry): AuditView {
  return {
    id,
    time: formatMoment(Date.parse(time)),
    actor,
    action: actionWords(action),
    target: target ?? "",
    address: address ?? "",
  };
}

/** Why the reader of the settings may change them, and who may read the market. */
export function presentAccess({ via, reads }: AccessState): string {
  const who =
    via === "local"
      ? "This is a demo market on this machine, so whoever sits here is its owner: no password is needed."
      : "You are signed in as the owner.";
  const market =
    reads === "open"
      ? "Everybody who reaches this address may read the market; READS=closed changes that."
      : "Only you and your API keys may read the market (READS=closed).";
  return `${who} ${market}`;
}

/** Why there is no form; null where there is one. */
export function whyNoPassword({ via, password_changeable }: AccessState): string | null {
  if (password_changeable) return null;
  return via === "local"
    ? "A demo on its own machine has no password."
    : "The password is set by OWNER_PASSWORD in the environment; change it there and start again.";
}
