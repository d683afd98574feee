import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import { AppError } from "@/lib/errors";
import { invariant } from "@/lib/invariant";
import { KEY_PREFIX } from "./keys";

export type Priority = "high" | "low";

export interface BudgetReading {
  /** Calls taken in the current wall-clock minute. */
  minute: number;
  /** Calls taken in the current calendar month, UTC. */
  month: number;
  /** Wall-clock time until which nobody may call, or null. */
  waitUntil: number | null;
  /** Limits in force, the provider's own word included; null means not limited. */
  perMinute: number | null;
  perMonth: number | null;
}

/** Calls to one provider, counted in Redis and so shared by every copy of every process. */
export interface SharedBudget {
  /**
   * Takes `cost` calls, waiting for the next minute or the end of a pause where needed. Throws `rate_limited` when the month is
   * spent or the wait is longer than `patienceMs`. Low priority leaves the last 20 % of each minute to high priority.
   */
  take(cost: number, priority: Priority, signal?: AbortSignal): Promise<void>;
  /** Nobody takes anything for so long, whatever the asker's own clock says; a longer pause already set stays. */
  pauseFor(ms: number): Promise<void>;
  /** The provider's own word on its calls a minute; forgotten after a day, never above the ceiling. */
  learnLimit(perMinute: number): Promise<void>;
  /** The provider's own word on the month; calls made elsewhere with the same key count too. */
  learnMonth(perMonth: number, spent: number): Promise<void>;
  spent(): Promise<BudgetReading>;
}

export interface RequestBudgetOptions {
  /** Names what is limited: one budget per provider and key. */
  name: string;
  perMinute: number | null;
  perMonth: number | null;
  /** The operator's own limits; a learnt one never raises calls above them. */
  perMinuteCeiling?: number | null;
  perMonthCeiling?: number | null;
  wallNow: () => number;
  /** The longest wait inside one `take`, in milliseconds. */
  patienceMs?: number;
  wait?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

const MINUTE_MS = 60_000;
const DEFAULT_PATIENCE_MS = 120_000;
const PAUSE_MS_MAX = 3_600_000;
const LEARNT_TTL_MS = 86_400_000;
const MONTH_TTL_MS = 40 * 86_400_000;
/** Spreads the copies that all wait for the same minute. */
const JITTER_MS_MAX = 200;
const LOW_PRIORITY_SHARE = 0.8;

/**
 * A fixed window per wall-clock minute, because that is the provider's window, and a counter per calendar month (UTC).
 * Everything is decided by one script in Redis, so that copies cannot overspend together. An unlimited budget still counts.
 */
export function createRequestBudget(redis: Redis, options: RequestBudgetOptions): SharedBudget {
  const keys = budgetKeys(options.name);
  const ceilings = { minute: options.perMinuteCeiling ?? null, month: options.perMonthCeiling ?? null };
  const wait = options.wait ?? ((ms, signal) => sleep(ms, undefined, signal ? { signal } : {}));

  async function ask(cost: number, priority: Priority): Promise<Verdict> {
    const now = options.wallNow();
    const reply: unknown = await redis.eval(
      TAKE_SCRIPT,
      5,
      keys.minute(now),
      keys.month(now),
      keys.pause,
      keys.learntMinute,
      keys.learntMonth,
      cost,
      priority === "low" ? LOW_PRIORITY_SHARE : 1,
      now,
      limitText(options.perMinute),
      limitText(ceilings.minute),
      limitText(options.perMonth),
      limitText(ceilings.month),
      MONTH_TTL_MS,
    );
    return readVerdict(reply, now);
  }

  return {
    async take(cost, priority, signal) {
      const patienceEnds = options.wallNow() + (options.patienceMs ?? DEFAULT_PATIENCE_MS);
      for (;;) {
        signal?.throwIfAborted();
        const verdict = await ask(cost, priority);
        if (verdict.kind === "taken") return;
        if (verdict.kind === "spent")
          throw refused("All calls that the plan allows this month are made", verdict.waitMs);
        if (options.wallNow() + verdict.waitMs > patienceEnds) {
          throw refused("No call is free soon enough", verdict.waitMs);
        }
        await wait(verdict.waitMs + Math.random() * JITTER_MS_MAX, signal);
      }
    },

    async pauseFor(ms) {
      const pause = Math.min(Math.ceil(ms), PAUSE_MS_MAX);
      if (pause <= 0) return;
      await redis.eval(RAISE_SCRIPT, 1, keys.pause, options.wallNow() + pause, pause);
    },

    async learnLimit(perMinute) {
      if (options.perMinute === null || !Number.isSafeInteger(perMinute) || perMinute < 1) return;
      await redis.set(keys.learntMinute, perMinute, "PX", LEARNT_TTL_MS);
    },

    async learnMonth(perMonth, spent) {
      const now = options.wallNow();
      await redis.set(keys.learntMonth, Math.floor(perMonth), "PX", LEARNT_TTL_MS);
      await redis.eval(RAISE_SCRIPT, 1, keys.month(now), Math.floor(spent), MONTH_TTL_MS);
    },

    async spent() {
      const now = options.wallNow();
      const values = await redis.mget(
        keys.minute(now),
        keys.month(now),
        keys.pause,
        keys.learntMinute,
        keys.learntMonth,
      );
      const [minute, month, pause, learntMinute, learntMonth] = values.map((value) => Number(value ?? 0));
      return {
        minute: minute ?? 0,
        month: month ?? 0,
        waitUntil: pause && pause > now ? pause : null,
        perMinute: effective(options.perMinute, learntMinute, ceilings.minute),
        perMonth: effective(options.perMonth, learntMonth, ceilings.month),
      };
    },
  };
}

/**
 * Pause first, then the month, then the minute. The answer is the wait in milliseconds, 0 for taken, −1 for a spent month.
 * A cost larger than a whole window may have an empty one, or it would wait for ever.
 */
const TAKE_SCRIPT = `
local cost, share, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local function limit(stated, learntKey, ceiling)
  local value = tonumber(stated)
  if not value then return nil end
  value = tonumber(redis.call('GET', learntKey) or '') or value
  return math.min(value, tonumber(ceiling) or value)
end
local pause = tonumber(redis.call('GET', KEYS[3]) or '0')
if pause > now then return pause - now end
local perMonth = limit(ARGV[6], KEYS[5], ARGV[7])
if perMonth and tonumber(redis.call('GET', KEYS[2]) or '0') + cost > perMonth then return -1 end
local perMinute = limit(ARGV[4], KEYS[4], ARGV[5])
local used = tonumber(redis.call('GET', KEYS[1]) or '0')
if perMinute and used > 0 and used + cost > math.max(1, math.floor(perMinute * share)) then return 60000 - now % 60000 end
redis.call('INCRBY', KEYS[1], cost)
redis.call('PEXPIRE', KEYS[1], 180000)
redis.call('INCRBY', KEYS[2], cost)
redis.call('PEXPIRE', KEYS[2], ARGV[8])
return 0`;

/** Sets a value that only grows. */
const RAISE_SCRIPT = `
if tonumber(redis.call('GET', KEYS[1]) or '0') < tonumber(ARGV[1]) then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
return 1`;

type Verdict = { kind: "taken" } | { kind: "wait"; waitMs: number } | { kind: "spent"; waitMs: number };

function readVerdict(reply: unknown, now: number): Verdict {
  const waitMs = Number(reply);
  invariant(Number.isFinite(waitMs), "the budget script answers with a number");
  if (waitMs === 0) return { kind: "taken" };
  return waitMs < 0 ? { kind: "spent", waitMs: monthEnd(now) - now } : { kind: "wait", waitMs };
}

function refused(message: string, waitMs: number): AppError {
  return new AppError("rate_limited", message, { retryable: true, retryAfterMs: waitMs });
}

function effective(stated: number | null, learnt: number | undefined, ceiling: number | null): number | null {
  if (stated === null) return null;
  const value = learnt || stated;
  return ceiling === null ? value : Math.min(value, ceiling);
}

function limitText(limit: number | null): string {
  return limit === null ? "" : String(limit);
}

function monthEnd(now: number): number {
  const today = new Date(now);
  return Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 1);
}

function budgetKeys(name: string) {
  const prefix = `${KEY_PREFIX}budget:${name}:`;
  return {
    minute: (now: number) => `${prefix}minute:${Math.floor(now / MINUTE_MS)}`,
    month: (now: number) => `${prefix}month:${new Date(now).toISOString().slice(0, 7)}`,
    pause: `${prefix}pause`,
    learntMinute: `${prefix}learnt-minute`,
    learntMonth: `${prefix}learnt-month`,
  };
}
