import {
  CandlestickSeries,
  type CandlestickSeriesOptions,
  CrosshairMode,
  createChart,
  createSeriesMarkers,
  type DeepPartial,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  LineStyle,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import { type ChartColours, onThemeChange, readChartColours } from "./chart-colours";

/** One bar, oldest first; the forming one is drawn paler. */
export interface CandleBar {
  readonly at: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volumeUsd: number;
  readonly forming: boolean;
}

/** A line over the bars. */
export interface CandleLine {
  readonly name: string;
  readonly dashed: boolean;
  readonly points: readonly { readonly at: number; readonly value: number }[];
}

/** A sign at a bar: an entry below it, an exit above it. */
export interface CandleMark {
  /** What it belongs to: said when it is clicked. */
  readonly of: string;
  readonly at: number;
  readonly kind: "in" | "out";
  readonly text: string;
  readonly chosen: boolean;
}

export interface CandleData {
  readonly bars: readonly CandleBar[];
  readonly lines: readonly CandleLine[];
  readonly marks?: readonly CandleMark[];
  /** The stretch to show first, however narrow the canvas; the newest bars when absent. */
  readonly focus?: { readonly from: number; readonly to: number } | undefined;
  readonly priceDecimals: number;
}

export interface CandleCanvasOptions {
  readonly formatPrice: (price: number) => string;
  readonly formatVolume: (usd: number) => string;
  /** The bar under the cursor; null when the cursor left. */
  readonly onCursor: (index: number | null) => void;
  /** A sign was clicked. */
  readonly onMark: (of: string) => void;
}

export interface CandleCanvas {
  readonly show: (data: CandleData) => void;
  /** Puts the cursor on a bar, for readers without a pointer. */
  readonly point: (index: number) => void;
  readonly destroy: () => void;
}

const FORMING_OPACITY = 0.4;
const LINES_MAX = 2;

const seconds = (at: number) => Math.floor(at / 1_000) as UTCTimestamp;

/** Up is hollow and down is filled, so that the shape repeats the colour. */
function candleColours(colour: ChartColours): DeepPartial<CandlestickSeriesOptions> {
  return {
    upColor: "rgba(0, 0, 0, 0)",
    downColor: colour("down-mark"),
    borderUpColor: colour("up-mark"),
    borderDownColor: colour("down-mark"),
    wickUpColor: colour("up-mark"),
    wickDownColor: colour("down-mark"),
  };
}

function chartColours(colour: ChartColours) {
  const crosshair = { color: colour("line-strong"), labelBackgroundColor: colour("line-strong") };
  return {
    layout: {
      background: { color: "rgba(0, 0, 0, 0)" },
      textColor: colour("fg-3"),
      panes: { separatorColor: colour("line"), separatorHoverColor: colour("line"), enableResize: false },
    },
    grid: { vertLines: { color: colour("line", 0.5) }, horzLines: { color: colour("line", 0.5) } },
    crosshair: { mode: CrosshairMode.Magnet, vertLine: crosshair, horzLine: crosshair },
  };
}

function toCandle(bar: CandleBar, colour: ChartColours) {
  const { open, high, low, close } = bar;
  const base = { time: seconds(bar.at), open, high, low, close };
  if (!bar.forming) return base;
  const tone = colour(close >= open ? "up-mark" : "down-mark", FORMING_OPACITY);
  return { ...base, color: close >= open ? "rgba(0, 0, 0, 0)" : tone, borderColor: tone, wickColor: tone };
}

function createSeries(chart: IChartApi, options: CandleCanvasOptions) {
  const candles = chart.addSeries(CandlestickSeries, { priceLineVisible: false });
  const lines: ISeriesApi<"Line">[] = Array.from({ length: LINES_MAX }, () =>
    chart.addSeries(LineSeries, {
      lineWidth: 1,
      priceLineVisible: false,
      lastValueVisible: false,
      crosshairMarkerVisible: false,
    }),
  );
  const volume = chart.addSeries(
    HistogramSeries,
    {
      priceLineVisible: false,
      lastValueVisible: false,
      priceFormat: { type: "custom", formatter: options.formatVolume, minMove: 0.01 },
    },
    1,
  );
  chart.panes()[0]?.setStretchFactor(4);
  chart.panes()[1]?.setStretchFactor(1);
  return { candles, lines, volume, markers: createSeriesMarkers<Time>(candles, []) };
}

function toMarker({ of, at, kind, text, chosen }: CandleMark, colour: ChartColours) {
  return {
    id: of,
    time: seconds(at),
    position: kind === "in" ? ("belowBar" as const) : ("aboveBar" as const),
    shape: kind === "in" ? ("arrowUp" as const) : ("arrowDown" as const),
    color: colour(chosen ? "accent" : "fg-2"),
    text,
  };
}

/** The canvas of a candle chart: the only place that knows the charting library. */
export function createCandleCanvas(element: HTMLElement, options: CandleCanvasOptions): CandleCanvas {
  let colour = readChartColours();
  let data: CandleData = { bars: [], lines: [], priceDecimals: 2 };
  const chart = createChart(element, {
    autoSize: true,
    ...chartColours(colour),
    layout: {
      ...chartColours(colour).layout,
      fontFamily: getComputedStyle(element).fontFamily,
      fontSize: 12,
      // The page names the library and links to its makers in words.
      attributionLogo: false,
    },
    rightPriceScale: { borderVisible: false },
    timeScale: { borderVisible: false, timeVisible: true, secondsVisible: false, rightOffset: 2 },
    // The page keeps its wheel and its finger for scrolling.
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false },
  });
  const { candles, lines, volume, markers } = createSeries(chart, options);

  const draw = () => {
    chart.applyOptions(chartColours(colour));
    candles.applyOptions({
      ...candleColours(colour),
      priceFormat: { type: "custom", formatter: options.formatPrice, minMove: 10 ** -data.priceDecimals },
    });
    candles.setData(data.bars.map((bar) => toCandle(bar, colour)));
    volume.setData(
      data.bars.map(({ at, volumeUsd, forming }) => ({
        time: seconds(at),
        value: volumeUsd,
        color: colour("fg-3", forming ? 0.2 : 0.5),
      })),
    );
    markers.setMarkers((data.marks ?? []).map((mark) => toMarker(mark, colour)));
    lines.forEach((series, index) => {
      const line = data.lines[index];
      series.applyOptions({
        color: colour(index === 0 ? "accent" : "fg-2"),
        lineStyle: line?.dashed ? LineStyle.Dashed : LineStyle.Solid,
      });
      series.setData((line?.points ?? []).map(({ at, value }) => ({ time: seconds(at), value })));
    });
  };

  chart.subscribeCrosshairMove(({ time }) => {
    const index = time === undefined ? -1 : data.bars.findIndex((bar) => seconds(bar.at) === time);
    options.onCursor(index === -1 ? null : index);
  });
  chart.subscribeClick(({ hoveredObjectId }) => {
    if (typeof hoveredObjectId === "string") options.onMark(hoveredObjectId);
  });
  const forgetTheme = onThemeChange(() => {
    colour = readChartColours();
    draw();
  });

  return {
    show(next) {
      const { focus } = next;
      const isOtherFocus = focus !== undefined && focus.from !== data.focus?.from;
      const isOther = next.bars[0]?.at !== data.bars[0]?.at && next.bars.at(-1)?.at !== data.bars.at(-1)?.at;
      data = next;
      draw();
      if (isOther) chart.timeScale().resetTimeScale();
      if (isOtherFocus) chart.timeScale().setVisibleRange({ from: seconds(focus.from), to: seconds(focus.to) });
    },
    point(index) {
      const bar = data.bars[index];
      if (bar) chart.setCrosshairPosition(bar.close, seconds(bar.at), candles);
    },
    destroy() {
      forgetTheme();
      chart.remove();
    },
  };
}
