"use client";

import { useMemo, useState } from "react";
import { CandleChart } from "@/components/charts/candle-chart";
import { Choice } from "@/components/ui/choice";
import type { CandlesAnswer } from "@/lib/contracts/http/candles";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { formatCompactUsd } from "@/lib/format/compact-usd";
import { formatPrice } from "@/lib/format/price";
import { type Timeframe, timeframeSchema } from "@/lib/market/candle";
import { HourlyCloses } from "../drawer/market-tab";
import {
  candleAge,
  candleColumns,
  candleSentence,
  candleSource,
  describeBar,
  presentCandles,
  timeframeWords,
} from "./present-candles";
import { useCandles } from "./use-candles";

function Averages({ shown, onChange }: { readonly shown: boolean; readonly onChange: (shown: boolean) => void }) {
  return (
    <label className="flex min-h-8 items-center gap-2 text-fg-2 text-table pointer-coarse:min-h-11">
      <input
        type="checkbox"
        className="size-4 accent-accent"
        checked={shown}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className="flex items-center gap-2">
        <span className="flex items-center gap-1">
          <span className="w-3 border-accent border-t" aria-hidden="true" /> EMA 5
        </span>
        <span className="flex items-center gap-1">
          <span className="w-3 border-fg-2 border-t border-dashed" aria-hidden="true" /> EMA 20
        </span>
      </span>
    </label>
  );
}

function Candles({ answer, averages }: { readonly answer: CandlesAnswer; readonly averages: boolean }) {
  const data = useMemo(() => presentCandles(answer, averages), [answer, averages]);
  const age = candleAge(answer);
  return (
    <div className="flex flex-col gap-1">
      <CandleChart
        data={data}
        sentence={candleSentence(answer)}
        formatPrice={formatPrice}
        formatVolume={formatCompactUsd}
        describeBar={(index) => describeBar(data.bars[index], answer.timeframe)}
        columns={candleColumns}
      />
      {age !== null && (
        <p className="text-fg-2 text-meta" role="status" data-testid="candles-old">
          {age}
        </p>
      )}
      <p className="text-fg-3 text-meta">
        {candleSource(answer)}. Chart: TradingView Lightweight Charts™, © 2025 TradingView, Inc.,{" "}
        <a href="https://www.tradingview.com/" className="underline" rel="noreferrer">
          tradingview.com
        </a>
      </p>
    </div>
  );
}

/** Without candles the hourly closes are all there is, and are called that. */
function ClosesOnly({ detail, reason }: { readonly detail: CoinDetail; readonly reason: string }) {
  return (
    <div className="flex flex-col gap-2" data-testid="closes-only">
      <p className="text-fg-2 text-table">{reason}</p>
      <HourlyCloses
        detail={detail}
        title="Closes only: hourly, seven days (the provider gives no times)"
        height={240}
      />
    </div>
  );
}

function Loading() {
  return (
    <div className="flex flex-col gap-1" aria-busy="true" data-testid="candles-loading">
      <p className="min-h-4 text-fg-2 text-meta">Candles are being fetched; they come by themselves.</p>
      <div className="skeleton h-60 sm:h-[380px]" />
    </div>
  );
}

/** The price as candles of the venue whose pair is proven; else a line, and why it is only that. */
export function PricePanel({ detail }: { readonly detail: CoinDetail }) {
  const [timeframe, setTimeframe] = useState<Timeframe>("1h");
  const [averages, setAverages] = useState(true);
  const { data: answer, error } = useCandles(detail.id, timeframe);
  const none = answer?.state === "none" || (answer === undefined && error !== undefined);
  return (
    <div className="flex flex-col gap-2">
      {none ? null : (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <Choice
            legend="Timeframe"
            value={timeframe}
            onChange={setTimeframe}
            options={timeframeSchema.options.map((value) => ({ value, label: timeframeWords[value] }))}
          />
          <Averages shown={averages} onChange={setAverages} />
        </div>
      )}
      {answer?.state === "none" ? (
        <ClosesOnly detail={detail} reason={answer.reason} />
      ) : answer === undefined && error instanceof Error ? (
        <ClosesOnly detail={detail} reason={`Candles could not be read: ${error.message}`} />
      ) : answer === undefined || answer.state === "loading" || answer.candles.length === 0 ? (
        <Loading />
      ) : (
        <Candles answer={answer} averages={averages} />
      )}
    </div>
  );
}
