import { DAYS_MIN } from "@/lib/backtest/metrics/moments";
import type { BacktestReport } from "@/lib/backtest/report";
import { TRADES_MIN } from "@/lib/backtest/verdict";
import { countOf, formatCount } from "@/lib/format/count";
import { formatChange, formatProbability, formatShare } from "@/lib/format/percent";
import { formatReading } from "@/lib/format/reading";
import { HOUR_MS } from "@/lib/market/units";
import { BLOCKS_MIN } from "@/lib/statistics/block-bootstrap";
import { verdictNames } from "./backtest-definitions";
import { WARM_UP_HOURS } from "./backtest-plan";
import type { BacktestManifest } from "./http/backtest-result";

/** "No edge shown. +6.20% against +9.80% for holding; 95% interval of the mean trade −0.61% to +1.02%; n 41." */
export function verdictSentence(report: BacktestReport): string {
  const { figures, hold, verdict } = report;
  const against = `${formatChange(figures.totalReturn)} against ${formatChange(hold.totalReturn)} for holding`;
  const parts = [against, ...meanTrade(report), `n ${formatCount(figures.trades.count)}`];
  return `${verdictNames[verdict]}. ${parts.join("; ")}.`;
}

function meanTrade({ figures: { meanTradeInterval: interval } }: BacktestReport): string[] {
  if (interval === null) return [];
  return [`95% interval of the mean trade ${formatChange(interval.low)} to ${formatChange(interval.high)}`];
}

/** What the verdict rests on, most telling first. */
export function verdictGrounds(report: BacktestReport): string[] {
  const { figures, holdout, randomEntries, walkForward } = report;
  const { trades, days } = figures;
  return [
    `${countOf(trades.count, "trade")} in ${countOf(Math.round(days), "day")}.`,
    ...(trades.expectancy === null ? [] : [meanTradeGround(report)]),
    holdGround(report),
    ...(holdout === null
      ? []
      : [
          `First 70% of the time: ${formatChange(holdout.inSample.totalReturn)}; last 30%: ${formatChange(holdout.outOfSample.totalReturn)} with ${countOf(holdout.outOfSample.tradeCount, "trade")}.`,
        ]),
    ...(walkForward === null
      ? []
      : [
          `Walk-forward: ${formatChange(walkForward.stitched.totalReturn)} out of sample over ${countOf(walkForward.folds.length, "fold")}.`,
        ]),
    ...(randomEntries === null
      ? []
      : [
          `Better than ${formatShare(randomEntries.shareBeaten)} of ${countOf(randomEntries.draws, "run")} that bought at random hours.`,
        ]),
    ...sharpeGround(report),
  ];
}

function meanTradeGround({ figures: { trades, meanTradeInterval: interval } }: BacktestReport): string {
  const mean = `Mean trade ${formatChange(trades.expectancy)}`;
  if (interval === null)
    return `${mean}; an interval needs entries on ${BLOCKS_MIN} days, or in as many stretches as long as they were held.`;
  return `${mean}, 95% interval ${formatChange(interval.low)} to ${formatChange(interval.high)}.`;
}

function holdGround({ symbols, isPortfolio, figures, hold }: BacktestReport): string {
  const [symbol] = symbols.values();
  const held = isPortfolio
    ? `Holding ${countOf(symbols.size, "coin")} in equal parts`
    : `Holding ${symbol ?? "the coin"}`;
  return `${held} made ${formatChange(hold.totalReturn)}; the rules made ${formatChange(figures.totalReturn)}.`;
}

function sharpeGround({ figures }: BacktestReport): string[] {
  const { sharpe, luckySharpe, deflatedSharpe, probabilisticSharpe, trials } = figures;
  if (sharpe === null || luckySharpe === null) return [];
  if (trials <= 1) {
    return [`Probability that the true Sharpe ratio is above 0: ${formatProbability(probabilisticSharpe)}.`];
  }
  return [
    `${formatCount(trials)} sets of rules were tried: Sharpe ratio ${formatReading(sharpe, 2)} against about ${formatReading(luckySharpe, 2)} for the best of so many by luck; probability that it is above that: ${formatProbability(deflatedSharpe)}.`,
  ];
}

/** What would have to be true for this to work. */
export function verdictConditions(report: BacktestReport): string[] {
  switch (report.verdict) {
    case "not_enough_data":
      return dataConditions(report);
    case "no_edge":
      return edgeConditions(report);
    case "worse_than_holding":
      return holdingConditions(report);
    case "fails_out_of_sample":
      return [...outOfSampleConditions(report), ...costConditions(report)];
    case "edge_in_sample":
      return lastingConditions(report);
  }
}

function dataConditions({ figures: { trades, days } }: BacktestReport): string[] {
  const pace =
    trades.count === 0
      ? ""
      : ` At this pace they take ${countOf(Math.ceil((TRADES_MIN * days) / trades.count), "day")}.`;
  const few = trades.count < TRADES_MIN;
  const short = days < DAYS_MIN;
  return [
    ...(few
      ? [`There would have to be at least ${TRADES_MIN} trades; there are ${formatCount(trades.count)}.${pace}`]
      : []),
    ...(short ? [`There would have to be at least ${DAYS_MIN} days; there are ${formatCount(Math.floor(days))}.`] : []),
    ...(few || short
      ? []
      : [
          `The trades would have to begin on at least ${BLOCKS_MIN} different days, or in as many stretches as long as they were held.`,
        ]),
  ];
}

function edgeConditions(report: BacktestReport): string[] {
  const { prospects, figures } = report;
  const mean = figures.trades.expectancy ?? 0;
  const { neededMean, neededTrades, neededDays } = prospects;
  if (mean <= 0) return [...costConditions(report), ...withoutCosts(report)];
  if (figures.meanTradeInterval !== null && figures.meanTradeInterval.low > 0) {
    return [
      "The mean trade earned, yet the trades lost together: each would have to be smaller.",
      ...costConditions(report),
    ];
  }
  return [
    `The mean trade would have to be above ${formatChange(neededMean)}, with as many trades that scatter as much; it was ${formatChange(mean)}.`,
    ...(neededTrades === null || neededDays === null
      ? []
      : [
          `Or it would have to stay at ${formatChange(mean)} over about ${countOf(neededTrades, "trade")}: ${countOf(neededDays, "day")} at this pace.`,
        ]),
    ...costConditions(report),
  ];
}

function costConditions({ prospects: { costPerTrade, breakEvenCost } }: BacktestReport): string[] {
  if (costPerTrade === null || breakEvenCost === null) return [];
  const cost = formatShare(costPerTrade / 100, 2);
  if (breakEvenCost < 0.005)
    return [`The mean trade would have to earn something before costs; a round trip cost ${cost}.`];
  return [
    `A round trip would have to cost less than ${formatShare(breakEvenCost / 100, 2)} for the mean trade to earn anything; it cost ${cost}.`,
  ];
}

function withoutCosts({ costs }: BacktestReport): string[] {
  const free = costs.find(({ costsTimes }) => costsTimes === 0);
  return free === undefined ? [] : [`Without any costs the same rules make ${formatChange(free.totalReturn)}.`];
}

function holdingConditions(report: BacktestReport): string[] {
  const more = report.prospects.neededAboveMean;
  const falling = report.regimes.find(({ regime }) => regime === "falling");
  return [
    ...(more === null
      ? []
      : [`Every trade would have to earn about ${formatChange(more)} more to come to what holding came to.`]),
    ...(falling === undefined || falling.hours === 0
      ? []
      : [
          `Or the market would have to fall more than here: in falling hours the rules made ${formatChange(falling.totalReturn)}.`,
        ]),
    ...costConditions(report),
  ];
}

function outOfSampleConditions({ holdout }: BacktestReport): string[] {
  if (holdout === null) return ["There would have to be enough days to keep the last 30% apart."];
  const { inSample, outOfSample } = holdout;
  const made = outOfSample.tradeCount === 0 ? "made no trade" : `made ${formatChange(outOfSample.totalReturn)}`;
  return [
    `The last 30% of the time would have to gain; it ${made}.`,
    `What worked before, ${formatChange(inSample.totalReturn)} in the first 70%, would have to come back.`,
  ];
}

function lastingConditions(report: BacktestReport): string[] {
  const { prospects, figures } = report;
  const { trackRecordDays } = prospects;
  const { deflatedSharpe, trials } = figures;
  const unsure = deflatedSharpe === null || deflatedSharpe < 0.95;
  return [
    "The time to come would have to resemble the past of this sample.",
    ...costConditions(report),
    ...(trials > 1 && unsure
      ? [
          `These would have to be good rules and not the luckiest of ${formatCount(trials)}: the probability is ${formatProbability(deflatedSharpe)}.`,
        ]
      : []),
    ...(trackRecordDays !== null && trackRecordDays > figures.days
      ? [
          `The Sharpe ratio would have to hold for ${countOf(trackRecordDays, "day")} before it is above 0 with 95% probability; there are ${formatCount(Math.floor(figures.days))}.`,
        ]
      : []),
  ];
}

/** What a reader must know before any number. */
export function backtestCaveats(
  report: BacktestReport,
  { coins, survivorship_bias }: BacktestManifest["data"],
): { kind: string; sentence: string }[] {
  const { rules, delisted, symbols, walkForward, walkForwardAsked } = report;
  const closeOnly = coins.filter(({ close_only }) => close_only);
  const scoredFrom = report.from - WARM_UP_HOURS * HOUR_MS;
  const late = coins.filter(({ from }) => Date.parse(from) > scoredFrom);
  const hours = coins.reduce((sum, coin) => sum + coin.hours, 0);
  const missing = coins.reduce((sum, coin) => sum + coin.missing_hours, 0);
  const costsOff = rules.feeBps === 0 || (rules.slippage.model === "fixed" && rules.slippage.bps === 0);
  const say = (is: boolean, kind: string, sentence: string) => (is ? [{ kind, sentence }] : []);
  return [
    ...say(
      survivorship_bias,
      "survivorship",
      "The coins are those of today. Coins that died on the way are missing, so the past looks better than it was.",
    ),
    ...say(
      closeOnly.length > 0,
      "closes_only",
      `${listOf(closeOnly.map(({ symbol }) => symbol))}: closes only. Stops and targets touched within an hour are not seen.`,
    ),
    {
      kind: "bonuses",
      sentence:
        "Inputs without history, whale and pre-trend bonuses, are not used: the score is that of the four base factors.",
    },
    ...say(costsOff, "costs_off", "Costs are off: results are not comparable."),
    ...(late.length > 0 ? [{ kind: "starts_late", sentence: lateSentence(late) }] : []),
    ...say(
      missing > 0,
      "gaps",
      `${formatCount(missing)} of ${formatCount(hours)} hours have no candle. Nothing is bought or sold in them.`,
    ),
    ...say(
      delisted.length > 0,
      "delisted",
      `${listOf(delisted.map((coinId) => symbols.get(coinId) ?? coinId))} stopped trading before the end. What was held is sold at half its last price.`,
    ),
    ...say(
      walkForwardAsked && walkForward === null,
      "walk_forward_short",
      "The range is too short for a walk-forward: it needs 50 days.",
    ),
  ];
}

/** A part of the range without prices is a part in which the rules were not tested. */
function lateSentence(late: BacktestManifest["data"]["coins"]): string {
  const last = new Date(Math.max(...late.map(({ from }) => Date.parse(from))));
  const symbols = listOf(late.map(({ symbol }) => symbol));
  const at = `${last.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const first = late.length === 1 ? `prices begin only at ${at}` : `prices begin only later, the last of them at ${at}`;
  return `${symbols}: ${first}. Nothing can be bought until ${WARM_UP_HOURS} hours after a first price.`;
}

const NAMED = 3;

function listOf(symbols: readonly string[]): string {
  const rest = symbols.length - NAMED;
  return rest > 0 ? `${symbols.slice(0, NAMED).join(", ")} and ${formatCount(rest)} more` : symbols.join(", ");
}
