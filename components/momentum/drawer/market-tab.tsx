import { SeriesChart } from "@/components/charts/series-chart";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { formatPrice } from "@/lib/format/price";
import { Facts } from "./facts";
import { chartGap, closeTime, closeTimeShort, presentMarketFacts } from "./present-coin";

/** Hourly closes as the provider gives them: without times, so the axis counts hours back. */
export function HourlyCloses({
  detail,
  title = "Hourly closes of seven days (the provider gives no times)",
  height = 140,
}: {
  readonly detail: CoinDetail;
  readonly title?: string;
  readonly height?: number;
}) {
  const closes = detail.sparkline_7d;
  const gap = chartGap(detail);
  return (
    <div className="flex flex-col gap-1">
      <SeriesChart
        title={title}
        shape="line"
        height={height}
        points={closes.map((value, at) => ({ at, value }))}
        formatValue={formatPrice}
        formatTime={(index) => closeTime(closes.length, index)}
        formatAxis={(index) => closeTimeShort(closes.length, index)}
        emptyText={`Only ${closes.length} hourly closes are known.`}
      />
      {gap && <p className="text-meta text-stale">{gap}</p>}
    </div>
  );
}

/** What the market says of this coin. */
export function MarketTab({ detail, marketTime }: { readonly detail: CoinDetail; readonly marketTime: number }) {
  return (
    <div className="flex flex-col gap-6">
      <HourlyCloses detail={detail} />
      <Facts facts={presentMarketFacts(detail, marketTime)} />
    </div>
  );
}
