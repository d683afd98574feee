import { DAY_MS } from "@/lib/market/units";
import { type BacktestPlan, hoursOf, variantsOf, WARM_UP_HOURS } from "./backtest-plan";
import type { BacktestBody } from "./http/backtest-body";

/** How much of the hours that a run needs is stored already. */
export interface StoredShare {
  /** Venues, separated by commas; empty: nothing is stored. */
  readonly source: string;
  readonly hours: number;
  /** Of all coins, warm-up included. */
  readonly wanted: number;
  /** 0–1. */
  readonly share: number;
  readonly coins: number;
}

const DAY_LENGTH = "2026-05-01".length;
const count = (value: number): string => Math.round(value).toLocaleString("en-US");

/** "binance, 1 h: all of 4,608 hours are stored, 192 of them warm-up." */
export function sourceSentence({ source, hours, wanted, share, coins }: StoredShare): string {
  const warmUp = `${count(WARM_UP_HOURS)} hours of warm-up${coins > 1 ? " for each coin" : ""} included`;
  const of = `${count(wanted)} hours, ${warmUp}`;
  if (share === 0) return `Nothing of the ${of}, is stored yet; it is fetched first.`;
  if (share >= 1) return `All of the ${of}, are stored (${source}, 1 h).`;
  return `${count(hours)} of the ${of}, are stored (${source}, 1 h); the rest is fetched first.`;
}

/** What a reader should know before a run. `barred`: symbols of coins that the board never buys. */
export function previewNotes(plan: BacktestPlan, body: BacktestBody, barred: readonly string[]): string[] {
  const { rules } = plan;
  const off = [
    ...(rules.feeBps === 0 ? ["fee"] : []),
    ...(rules.slippage.model === "fixed" && rules.slippage.bps === 0 ? ["slippage"] : []),
  ];
  const isCut = body.end_date.length === DAY_LENGTH && plan.to < Date.parse(body.end_date) + DAY_MS;
  const variants = variantsOf(plan);
  return [
    ...(off.length === 0 ? [] : [`Costs are off (${off.join(" and ")}): results are not comparable.`]),
    ...(isCut ? [`It ends at the last closed hour, ${new Date(plan.to).toISOString().slice(0, 16)}Z.`] : []),
    ...(rules.holdHours >= hoursOf(plan)
      ? [`Holding for ${count(rules.holdHours)} hours outlasts the period: what is bought is sold at its end.`]
      : []),
    ...(barred.length === 0 ? [] : [`The board never buys ${barred.join(", ")}: expect no trades.`]),
    ...(plan.isUniverse
      ? [
          `The universe is today's ${count(plan.coins.length)} largest traded coins. Where it is not known which coins there were at the time, those that vanished are missing, and the result says so.`,
        ]
      : []),
    ...(variants > 1
      ? [`${count(variants)} variants: the best of so many is partly luck; the result says how much.`]
      : []),
    "Whale and pre-trend bonuses have no history: they count 0 here.",
  ];
}
