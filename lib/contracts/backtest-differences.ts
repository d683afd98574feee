import type { BacktestManifest, BacktestResult } from "./http/backtest-result";

const MOST = 12;

/** In words, what two results of one request differ in: the causes first, then the numbers. */
export function differencesOf(before: BacktestResult, after: BacktestResult): string[] {
  const causes = [...ofVersions(before.manifest, after.manifest), ...ofData(before.manifest, after.manifest)];
  const numbers = ofNumbers(before, after);
  const all = [...causes, ...(numbers.length > 0 ? numbers : ["Every metric and every trade is the same."])];
  return all.length <= MOST ? all : [...all.slice(0, MOST - 1), `And ${all.length - MOST + 1} more.`];
}

function ofVersions(before: BacktestManifest, after: BacktestManifest): string[] {
  const versions = [
    ["The engine", before.engine_version, after.engine_version],
    ["The score", before.score_version, after.score_version],
    ["The code", before.code_version, after.code_version],
  ] as const;
  const changed = versions.flatMap(([name, from, to]) => (from === to ? [] : [`${name}: version ${from}, now ${to}.`]));
  const isSameRequest = JSON.stringify(before.parameters) === JSON.stringify(after.parameters);
  return isSameRequest && before.seed === after.seed ? changed : [...changed, "The parameters are not the same."];
}

function ofData({ data: before }: BacktestManifest, { data: after }: BacktestManifest): string[] {
  if (before.sha256 === after.sha256) return [];
  const earlier = new Map(before.coins.map((coin) => [coin.coin_id, coin]));
  const later = new Set(after.coins.map((coin) => coin.coin_id));
  const gone = before.coins.filter(({ coin_id }) => !later.has(coin_id)).map(({ symbol }) => `${symbol}: no data now.`);
  const changed = after.coins.flatMap((coin) => {
    const old = earlier.get(coin.coin_id);
    if (old === undefined) return [`${coin.symbol}: has data now.`];
    if (old.venue !== coin.venue) return [`${coin.symbol}: from ${old.venue}, now from ${coin.venue}.`];
    if (old.hours === coin.hours && old.missing_hours === coin.missing_hours) return [];
    return [`${coin.symbol}: ${hoursText(old)}, now ${hoursText(coin)}.`];
  });
  const all = [...gone, ...changed];
  return all.length > 0 ? all : ["The data: some of its prices or volumes were corrected since."];
}

const hoursText = ({ hours, missing_hours: missing }: BacktestManifest["data"]["coins"][number]): string =>
  `${hours.toLocaleString("en-US")} hours with ${missing.toLocaleString("en-US")} missing`;

const compared = [
  ["Total return", "total_return", " %"],
  ["Sharpe ratio", "sharpe", ""],
  ["Max drawdown", "max_drawdown", " %"],
  ["Win rate", "win_rate", " %"],
  ["Trades", "trade_count", ""],
] as const;

function ofNumbers(before: BacktestResult, after: BacktestResult): string[] {
  const metrics = compared.flatMap(([name, key, unit]) => {
    const [from, to] = [before.metrics[key], after.metrics[key]];
    return from === to
      ? []
      : [`${name}: ${from ?? "none"}${from === null ? "" : unit}, now ${to ?? "none"}${to === null ? "" : unit}.`];
  });
  if (metrics.length > 0) return metrics;
  const parts = (Object.keys(before) as (keyof BacktestResult)[]).filter(
    (part) => part !== "manifest" && JSON.stringify(before[part]) !== JSON.stringify(after[part]),
  );
  return parts.length === 0
    ? []
    : [`The main metrics agree; ${parts.map((part) => part.replaceAll("_", " ")).join(", ")} do not.`];
}
