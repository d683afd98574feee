import { memo, type ReactNode } from "react";
import { Unknown } from "@/components/ui/unknown";
import { Age, Band, CoinDisc, KnownChange, KnownText, MakeUpBar, Movement, Sparkline } from "./coin-parts";
import { type Column, type ColumnId, foldClass } from "./columns";
import { type CoinItemProps, Flashing, openOnPlainClick } from "./momentum-card";
import { type CoinView, presentCoin, presentSparkline } from "./present-momentum";
import { WatchButton } from "./watch-button";
import { WhaleChip } from "./whale-chip";

interface CellContext {
  readonly view: CoinView;
  readonly props: RowProps;
}

const SPARK_WIDTH = 96;
const SPARK_HEIGHT = 24;

function Price({ view, props }: CellContext) {
  return (
    <Flashing flash={props.flash} cell="price">
      {view.price.known ? (
        <>
          <span aria-hidden="true">{view.priceColumn}</span>
          <span className="sr-only">{view.price.value.spoken}</span>
        </>
      ) : (
        <Unknown reason={view.price.reason} />
      )}
    </Flashing>
  );
}

const cells: Record<ColumnId, (context: CellContext) => ReactNode> = {
  score: ({ view, props }) => (
    <>
      <span className="font-semibold text-fg">
        <Flashing flash={props.flash} cell="score">
          <span aria-hidden="true">{view.score.text}</span>
          <span className="sr-only">{view.score.spoken}</span>
        </Flashing>
      </span>
      <span className="only-narrow mt-1 justify-end">
        <Band band={view.band} word={false} />
      </span>
    </>
  ),
  makeup: ({ view }) => <MakeUpBar parts={view.parts} sentence={view.partsSentence} />,
  price: (context) => (
    <>
      <Price {...context} />
      <span className="only-narrow mt-1 justify-end">
        <KnownChange value={context.view.change24h} withUnit />
      </span>
    </>
  ),
  change_1h: ({ view }) => <KnownChange value={view.change1h} />,
  change_24h: ({ view }) => <KnownChange value={view.change24h} />,
  change_7d: ({ view }) => <KnownChange value={view.change7d} />,
  volume: ({ view }) => <KnownText value={view.volume} />,
  whale: ({ view }) => (
    <span className="inline-flex items-center gap-1">
      {view.whaleSign === null ? null : <WhaleChip sentence={view.whaleSign} short />}
      <KnownText value={view.whale} />
    </span>
  ),
  pretrend: ({ view }) => <KnownText value={view.pretrend} />,
  band: ({ view }) => <Band band={view.band} />,
  cluster: ({ view }) => (
    <span className="truncate text-fg-2 text-meta">
      <KnownText value={view.cluster} />
    </span>
  ),
  market_cap: ({ view }) => <KnownText value={view.marketCap} />,
  market_cap_rank: ({ view }) => <KnownText value={view.marketCapRank} />,
  turnover: ({ view }) => <KnownText value={view.turnover} />,
  movement_24h: ({ view }) => <Movement value={view.movement24h} long />,
  percentile: ({ view }) => <KnownText value={view.percentile} />,
  score_percent: ({ view }) => view.scorePercent,
  price_momentum: ({ view }) => view.subScores.price_momentum,
  volume_spike: ({ view }) => view.subScores.volume_spike,
  rsi_signal: ({ view }) => view.subScores.rsi_signal,
  ma_cross: ({ view }) => view.subScores.ma_cross,
  coverage: ({ view }) => view.coverage,
  confidence: ({ view }) => view.confidence,
  flags: ({ view }) => (
    <span className="truncate text-meta" data-hint={view.flags.map((flag) => flag.sentence).join(" ") || undefined}>
      {view.flags.map((flag) => flag.word).join(", ") || "none"}
    </span>
  ),
  age: ({ view }) => <Age at={view.lastUpdatedAt} />,
  chart: ({ view, props }) => (
    <span className="block h-6">
      <Sparkline
        path={presentSparkline(props.row, SPARK_WIDTH, SPARK_HEIGHT)}
        sentence={view.sparkSentence}
        width={SPARK_WIDTH}
        height={SPARK_HEIGHT}
      />
    </span>
  ),
};

const textColumns: ReadonlySet<ColumnId> = new Set(["makeup", "band", "cluster", "flags", "chart"]);

/** How a cell of this column stands: numbers to the right, words and drawings to the left, folded away where narrow. */
export function cellClass(column: Column & { readonly id: ColumnId }, foldable: boolean): string {
  const fold = foldable ? foldClass(column) : "";
  const narrow = foldable && column.id === "change_24h" ? "col-wide" : "";
  return `${fold} ${narrow} ${textColumns.has(column.id) ? "text-left" : "text-right"}`;
}

export interface RowProps extends CoinItemProps {
  readonly columns: readonly (Column & { readonly id: ColumnId })[];
  readonly foldable: boolean;
}

/** One coin as a table row. */
export const MomentumTableRow = memo(function MomentumTableRow(props: RowProps) {
  const { row, index, columns, foldable, href, selected, stale, showImage, onOpen } = props;
  const view = presentCoin(row, props);
  return (
    <tr
      aria-rowindex={index + 2}
      data-item
      data-selected={selected}
      data-testid="coin-row"
      className="row"
      onClick={(event) => {
        const onControl = event.target instanceof Element && event.target.closest("a, button") !== null;
        if (!onControl && window.getSelection()?.isCollapsed !== false) onOpen(view.id);
      }}
    >
      <td className="num whitespace-nowrap">
        <span className="rank-cell text-fg-2">
          <span className="text-right">
            {view.rank.known ? view.rank.value.slice(1) : <KnownText value={view.rank} />}
          </span>
          <Movement value={view.movement} />
        </span>
      </td>
      <th scope="row" className="text-left font-normal">
        <span className="flex min-w-0 items-center gap-2">
          <WatchButton coin={row} />
          <CoinDisc initials={view.initials} image={showImage ? row.image : null} />
          <span className="coin-name min-w-0">
            <a
              href={href}
              data-index={index}
              onClick={(event) => openOnPlainClick(event, () => onOpen(view.id))}
              className="font-semibold text-fg"
            >
              {view.symbol}
            </a>
            <span className="truncate text-fg-2 text-meta">{view.name}</span>
          </span>
        </span>
      </th>
      {columns.map((column) => (
        <td key={column.id} className={`num ${cellClass(column, foldable)} ${stale ? "is-stale" : ""}`}>
          {cells[column.id]({ view, props })}
        </td>
      ))}
    </tr>
  );
});
