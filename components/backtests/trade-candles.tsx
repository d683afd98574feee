"use client";

import { useMemo } from "react";
import useSWR from "swr";
import { CandleChart } from "@/components/charts/candle-chart";
import { readJson } from "@/hooks/requests";
import { type BacktestCandles, backtestCandlesSchema } from "@/lib/contracts/http/backtest-candles";
import type { WireTrade } from "@/lib/contracts/http/backtest-result";
import { formatCompactUsd } from "@/lib/format/compact-usd";
import { formatPrice } from "@/lib/format/price";
import { formatMoment } from "@/lib/format/time";
import { candlesAround, markedCandles, tradeSentence } from "./present-trades";

const columns = ["Open", "High", "Low", "Close", "Volume"] as const;
const fetchCandles = (url: string) => readJson(url, backtestCandlesSchema);

export interface TradeCandlesProps {
  readonly jobId: string;
  readonly trades: readonly WireTrade[];
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
}

/** The hours around one trade with the marks of every trade in them; the buttons walk from trade to trade. */
export function TradeCandles({ jobId, trades, chosen, onChoose }: TradeCandlesProps) {
  const trade = trades[chosen];
  const span = trade === undefined ? null : candlesAround(trade);
  const { data, error } = useSWR(
    trade === undefined || span === null
      ? null
      : `/api/market/backtest/${encodeURIComponent(jobId)}/candles?${new URLSearchParams({ coin_id: trade.coin_id, from: span.from, to: span.to })}`,
    fetchCandles,
    { keepPreviousData: true, revalidateOnFocus: false },
  );
  if (trade === undefined) return null;
  return (
    <div className="flex min-w-0 flex-col gap-2" data-testid="trade-candles">
      <div className="flex flex-wrap items-center gap-2">
        <button type="button" className="button" disabled={chosen === 0} onClick={() => onChoose(chosen - 1)}>
          Earlier trade
        </button>
        <button
          type="button"
          className="button"
          disabled={chosen === trades.length - 1}
          onClick={() => onChoose(chosen + 1)}
        >
          Later trade
        </button>
        <p className="num min-w-0 grow basis-full text-fg-2 text-meta lg:basis-0">{tradeSentence(trade)}</p>
      </div>
      {data === undefined ? (
        <div className="skeleton h-60 sm:h-[380px]" aria-busy={error === undefined}>
          {error instanceof Error && (
            <p className="p-4 text-fg-2 text-table">Candles could not be read: {error.message}</p>
          )}
        </div>
      ) : data.candles.length === 0 ? (
        <p className="text-fg-2 text-table">The candles of this stretch are no longer kept.</p>
      ) : (
        <Candles candles={data} trades={trades} chosen={trade} onChoose={onChoose} />
      )}
    </div>
  );
}

function Candles({
  candles,
  trades,
  chosen,
  onChoose,
}: {
  readonly candles: BacktestCandles;
  readonly trades: readonly WireTrade[];
  readonly chosen: WireTrade;
  readonly onChoose: (index: number) => void;
}) {
  const data = useMemo(() => markedCandles(candles, trades, chosen), [candles, trades, chosen]);
  return (
    <CandleChart
      data={data}
      sentence={`Hours around a trade of ${chosen.symbol}. ${tradeSentence(chosen)}`}
      formatPrice={formatPrice}
      formatVolume={formatCompactUsd}
      describeBar={(index) => {
        const bar = candles.candles[index];
        if (bar === undefined) return { time: "", values: columns.map(() => "") };
        const { openAt, open, high, low, close, volumeUsd } = bar;
        return {
          time: formatMoment(openAt),
          values: [...[open, high, low, close].map((price) => formatPrice(price)), formatCompactUsd(volumeUsd)],
        };
      }}
      columns={columns}
      onMark={(of) => onChoose(Number(of))}
    />
  );
}
