import type { Explain } from "@/lib/contracts/http/coin-answer";
import type { SubScoreName } from "@/lib/momentum/sub-scores";
import { presentWaterfall, type WaterfallRow } from "./present-waterfall";

/** The same shades as the make-up bar of cards and rows. */
const fills: Record<SubScoreName, string> = {
  price_momentum: "bg-part-price",
  volume_spike: "bg-part-volume",
  rsi_signal: "bg-part-rsi",
  ma_cross: "bg-part-cross",
  pretrend_bonus: "bg-part-pretrend",
  whale_bonus: "bg-part-whale",
};

function WaterfallBar({ row }: { readonly row: WaterfallRow }) {
  return (
    <div className="relative h-3 self-center bg-surface-3" aria-hidden="true">
      <div
        className={`absolute inset-y-0 ${row.missing ? "hatch" : fills[row.name]}`}
        style={{ left: `${row.startPercent}%`, width: `max(${row.widthPercent}%, ${row.missing ? "4px" : "0px"})` }}
      />
      <div className="absolute -inset-y-0.5 w-px bg-fg-3" style={{ left: `${row.neutralPercent}%` }} />
    </div>
  );
}

/** The score as six bars that start where the last ended; a tick shows where an ordinary coin's bar would end. */
export function ScoreWaterfall({ explain, score }: { readonly explain: Explain; readonly score: number }) {
  const waterfall = presentWaterfall(explain, score);
  return (
    <div className="flex flex-col gap-2">
      <ul className="flex flex-col">
        {waterfall.rows.map((row) => (
          <li key={row.name} className="border-line border-b last:border-b-0">
            <details className="group">
              <summary className="grid cursor-pointer list-none grid-cols-[112px_76px_1fr] items-center gap-x-2 gap-y-0.5 py-1.5 text-table sm:grid-cols-[112px_76px_1fr_128px] [&::-webkit-details-marker]:hidden">
                <span className="flex items-center gap-1 text-fg-2">
                  <span aria-hidden="true" className="text-fg-3 group-open:rotate-90">
                    ›
                  </span>
                  {row.label}
                </span>
                <span className="num text-right">
                  <span className="font-medium text-fg">{row.points}</span>
                  <span className="text-fg-3"> / {row.max}</span>
                </span>
                <WaterfallBar row={row} />
                <span className="num col-span-3 text-meta text-fg-2 sm:col-span-1 sm:text-right">{row.reading}</span>
              </summary>
              <p className="pb-2 pl-3.5 text-meta text-fg-2">{row.description}</p>
            </details>
          </li>
        ))}
      </ul>
      <p className="num grid grid-cols-[112px_76px_1fr] gap-x-2 text-table">
        <span className="font-semibold text-fg">Total</span>
        <span className="whitespace-nowrap text-right">
          <span className="font-semibold text-fg">{waterfall.total}</span>
          <span className="text-fg-3"> / {waterfall.attainable}</span>
        </span>
        <span className="text-right text-meta text-fg-3">
          {waterfall.remainder ?? "The bars add up to the score. The tick is an ordinary coin: 45.0."}
        </span>
      </p>
    </div>
  );
}
