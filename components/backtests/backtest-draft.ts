import type { CoinRef } from "@/hooks/coin-actions";
import { type BacktestBody, backtestBodySchema } from "@/lib/contracts/http/backtest-body";
import { formatDay } from "@/lib/format/time";
import { DAY_MS, type UnixMs } from "@/lib/market/units";

/** The form as its fields stand: numbers are texts until they are read; an empty stop or target is off. */
export interface BacktestDraft {
  readonly scope: "coin" | "coins" | "universe";
  readonly coin: CoinRef | null;
  /** Several coins by symbol or id, apart by commas or spaces. */
  readonly symbols: string;
  readonly topN: string;
  readonly from: string;
  readonly to: string;
  readonly threshold: string;
  readonly holdHours: string;
  readonly stopLoss: string;
  readonly takeProfit: string;
  readonly fee: string;
  readonly slippage: string;
  readonly impact: boolean;
  readonly orderUsd: string;
  readonly reentry: boolean;
  readonly walkForward: boolean;
  readonly sweep: boolean;
  /** The request that the form started from: what has no field here stays as it was. */
  readonly of: BacktestBody | null;
}

export type DraftField = Exclude<keyof BacktestDraft, "scope" | "of" | "impact" | "reentry" | "walkForward" | "sweep">;
export type DraftProblems = Partial<Record<DraftField, string>>;

const USUAL_DAYS = 90;

export function newDraft(marketNow: UnixMs, coin: CoinRef | null): BacktestDraft {
  return {
    scope: "coin",
    coin,
    symbols: "",
    topN: "5",
    from: formatDay(marketNow - (USUAL_DAYS + 1) * DAY_MS),
    to: formatDay(marketNow - DAY_MS),
    threshold: "70",
    holdHours: "24",
    stopLoss: "10",
    takeProfit: "20",
    fee: "10",
    slippage: "5",
    impact: false,
    orderUsd: "10000",
    reentry: false,
    walkForward: false,
    sweep: false,
    of: null,
  };
}

export interface Preset {
  readonly name: string;
  readonly hint: string;
  readonly changes: Partial<BacktestDraft>;
}

export const presets: readonly Preset[] = [
  {
    name: "a day",
    hint: "Score 70, held for 24 hours, stop 10 %, target 20 %",
    changes: { threshold: "70", holdHours: "24", stopLoss: "10", takeProfit: "20" },
  },
  {
    name: "a few hours",
    hint: "Score 75, held for 6 hours, stop 4 %, target 6 %",
    changes: { threshold: "75", holdHours: "6", stopLoss: "4", takeProfit: "6" },
  },
  {
    name: "a week",
    hint: "Score 65, held for 168 hours, stop 15 %, no target",
    changes: { threshold: "65", holdHours: "168", stopLoss: "15", takeProfit: "" },
  },
];

/** Names of the wire beside the fields that hold them, so that a server's complaint stands where it belongs. */
const fieldOf: Readonly<Record<string, DraftField>> = {
  symbol: "coin",
  symbols: "symbols",
  top_n: "topN",
  start_date: "from",
  end_date: "to",
  threshold: "threshold",
  hold_hours: "holdHours",
  stop_loss_pct: "stopLoss",
  take_profit_pct: "takeProfit",
  fee_bps: "fee",
  slippage_bps: "slippage",
  order_usd: "orderUsd",
};

/** What has no field that a complaint could stand at is named in it. */
const named: Readonly<Record<string, string>> = {
  walk_forward: "Walk forward",
  sweep: "The heat map",
  seed: "The seed",
};

/** The server speaks of its own names; a form has other ones. */
function inWordsOfTheForm(message: string): string {
  return message
    .replace(", or null", "; empty is off")
    .replace("end_date", "the last day")
    .replace("start_date", "the first day");
}

/** Complaints about a body, by field of the form; what belongs to no field is in `others`. */
export function problemsOf(errors: readonly { readonly path: string; readonly message: string }[]): {
  readonly fields: DraftProblems;
  readonly others: readonly string[];
} {
  const fields: DraftProblems = {};
  const others: string[] = [];
  for (const { path, message: said } of errors) {
    const message = inWordsOfTheForm(said);
    const [name = ""] = path.split(".");
    const field = fieldOf[name];
    if (field === undefined) others.push(`${named[name] ?? name} ${message}`.trim());
    else fields[field] ??= message;
  }
  return { fields, others };
}

function numberIn(text: string): number | null {
  const trimmed = text.trim().replaceAll(",", "");
  return trimmed === "" || !Number.isFinite(Number(trimmed)) ? null : Number(trimmed);
}

const symbolsIn = (text: string): string[] => text.split(/[\s,;]+/u).filter((symbol) => symbol !== "");

/** Thresholds and holding times around the chosen ones: at most 25 variants, the chosen one among them. */
export function sweepAround(threshold: number, holdHours: number): NonNullable<BacktestBody["sweep"]> {
  const thresholds = [-10, -5, 0, 5, 10].map((step) => threshold + step).filter((value) => value > 0 && value <= 95);
  const hold_hours = [0.25, 0.5, 1, 2, 4].map((times) => Math.max(1, Math.round(holdHours * times)));
  return { thresholds, hold_hours: [...new Set(hold_hours)].filter((hours) => hours <= 8_760) };
}

/** A sweep that was asked for stays as long as it is around the same values. */
function sweepOf(of: BacktestBody | null, threshold: number, holdHours: number): NonNullable<BacktestBody["sweep"]> {
  const isAround = of?.threshold === threshold && of.hold_hours === holdHours;
  return (isAround ? of.sweep : null) ?? sweepAround(threshold, holdHours);
}

/** The form knows days; a request may have had an hour of that day. */
const sameDay = (asked: string | undefined, day: string): string => (asked?.startsWith(day) ? asked : day);

export type DraftReading =
  | { readonly body: BacktestBody; readonly problems: null }
  | { readonly body: null; readonly problems: DraftProblems };

const notANumber = "must be a number";
const notANumberOrOff = "must be a number, or empty for off";

/** What the form says in the words of the interface; a text that is no number is left to be refused. */
function givenOf(draft: BacktestDraft): Record<string, unknown> {
  const number = (text: string) => numberIn(text) ?? Number.NaN;
  const numberOrOff = (text: string) => (text.trim() === "" ? null : number(text));
  const [threshold, hold_hours] = [number(draft.threshold), number(draft.holdHours)];
  const canSweep = draft.sweep && Number.isFinite(threshold) && Number.isFinite(hold_hours);
  const subject = {
    coin: { symbol: draft.coin?.id ?? null, top_n: null },
    coins: { symbols: symbolsIn(draft.symbols), top_n: number(draft.topN) },
    universe: { top_n: number(draft.topN) },
  }[draft.scope];
  const slippage = draft.impact
    ? { slippage_model: "sqrt_impact", order_usd: number(draft.orderUsd) }
    : { slippage_model: "fixed", slippage_bps: number(draft.slippage) };
  return {
    ...subject,
    ...slippage,
    start_date: sameDay(draft.of?.start_date, draft.from),
    end_date: sameDay(draft.of?.end_date, draft.to),
    max_weight: draft.scope === "coin" ? 1 : (draft.of?.max_weight ?? 1),
    seed: draft.of?.seed ?? 1,
    threshold,
    hold_hours,
    stop_loss_pct: numberOrOff(draft.stopLoss),
    take_profit_pct: numberOrOff(draft.takeProfit),
    fee_bps: number(draft.fee),
    allow_reentry: draft.reentry,
    walk_forward: draft.walkForward,
    sweep: canSweep ? sweepOf(draft.of, threshold, hold_hours) : null,
  };
}

/** What the form says, or what of it cannot be read. The server's own rules have the last word. */
export function readDraft(draft: BacktestDraft): DraftReading {
  const given = givenOf(draft);
  const parsed = backtestBodySchema.safeParse(given);
  const issues = (parsed.error?.issues ?? []).map(({ path, message }) => ({ path: path.join("."), message }));
  const problems: DraftProblems = { ...problemsOf(issues).fields };
  for (const [path, value] of Object.entries(given)) {
    const field = fieldOf[path];
    if (field === undefined || !Number.isNaN(value)) continue;
    problems[field] = field === "stopLoss" || field === "takeProfit" ? notANumberOrOff : notANumber;
  }
  if (draft.scope === "coin" && draft.coin === null) problems.coin = "Choose a coin.";
  if (draft.scope === "coins" && symbolsIn(draft.symbols).length < 2) problems.symbols = "Name two coins or more.";
  if (draft.from > draft.to) problems.to = "must not be before the first day";
  if (!parsed.success || Object.keys(problems).length > 0) return { body: null, problems };
  return { body: parsed.data, problems: null };
}

function scopeOf({ symbol, symbols }: BacktestBody): BacktestDraft["scope"] {
  if (symbol !== null) return "coin";
  return symbols.length > 0 ? "coins" : "universe";
}

/** A run's settings back in the form, to be changed and run again. */
export function draftOfRequest(body: BacktestBody, coin: CoinRef | null): BacktestDraft {
  const text = (value: number | null): string => (value === null ? "" : String(value));
  return {
    scope: scopeOf(body),
    coin,
    symbols: body.symbols.join(", "),
    topN: text(body.top_n ?? (body.symbols.length || 5)),
    from: body.start_date.slice(0, 10),
    to: body.end_date.slice(0, 10),
    threshold: text(body.threshold),
    holdHours: text(body.hold_hours),
    stopLoss: text(body.stop_loss_pct),
    takeProfit: text(body.take_profit_pct),
    fee: text(body.fee_bps),
    slippage: text(body.slippage_bps),
    impact: body.slippage_model === "sqrt_impact",
    orderUsd: text(body.order_usd),
    reentry: body.allow_reentry,
    walkForward: body.walk_forward,
    sweep: body.sweep !== null,
    of: body,
  };
}
