import { DAY_MS, type UnixMs } from "@/lib/market/units";
import type { DayTicker, ListedPair, VenueCandle, VenueTrade } from "@/lib/simulator/venue";

const PERMISSIONS = [["SPOT", "MARGIN", "TRD_GRP_004"]];
const step = (decimals: number) => (10 ** -decimals).toFixed(decimals);

/** Binance's own words and orders of fields, for what the venue says. */
export function encodePair(pair: ListedPair) {
  return {
    symbol: pair.symbol,
    status: pair.trading ? "TRADING" : "BREAK",
    baseAsset: pair.base,
    baseAssetPrecision: 8,
    quoteAsset: "USDT",
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    orderTypes: ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS_LIMIT", "TAKE_PROFIT_LIMIT"],
    icebergAllowed: true,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      {
        filterType: "PRICE_FILTER",
        minPrice: step(pair.priceDecimals),
        maxPrice: "1000000",
        tickSize: step(pair.priceDecimals),
      },
      {
        filterType: "LOT_SIZE",
        minQty: step(pair.quantityDecimals),
        maxQty: "9000000000",
        stepSize: step(pair.quantityDecimals),
      },
      { filterType: "NOTIONAL", minNotional: "5.00000000", applyMinToMarket: true, maxNotional: "9000000.00000000" },
    ],
    permissions: [],
    permissionSets: PERMISSIONS,
  };
}

export function encodeTicker(pair: ListedPair, day: DayTicker | null, now: UnixMs) {
  const price = (value: number) => value.toFixed(pair.priceDecimals);
  const known = day ?? { open: 0, high: 0, low: 0, last: 0, volume: 0, quoteVolume: 0, firstId: -1, lastId: -1 };
  const { open, last, volume, quoteVolume, firstId, lastId } = known;
  const lastPrice = price(last);
  return {
    symbol: pair.symbol,
    priceChange: price(last - open),
    priceChangePercent: (open > 0 ? (last / open - 1) * 100 : 0).toFixed(3),
    weightedAvgPrice: price(volume > 0 ? quoteVolume / volume : 0),
    prevClosePrice: price(open),
    lastPrice,
    lastQty: "0.00000000",
    bidPrice: lastPrice,
    bidQty: "0.00000000",
    askPrice: lastPrice,
    askQty: "0.00000000",
    openPrice: price(open),
    highPrice: price(known.high),
    lowPrice: price(known.low),
    volume: volume.toFixed(8),
    quoteVolume: quoteVolume.toFixed(8),
    openTime: Math.floor(now - DAY_MS),
    closeTime: Math.floor(now),
    firstId,
    lastId,
    count: lastId < 0 ? 0 : lastId - firstId + 1,
  };
}

/** A row of `aggTrades`; on a socket it has three fields more. */
export function encodeTrade(pair: ListedPair, trade: VenueTrade) {
  return {
    a: trade.id,
    p: trade.price.toFixed(pair.priceDecimals),
    q: trade.quantity.toFixed(pair.quantityDecimals),
    f: trade.id,
    l: trade.id,
    T: trade.at,
    m: trade.buyerIsMaker,
    M: true,
  };
}

export function encodeCandle(pair: ListedPair, candle: VenueCandle) {
  const price = (value: number) => value.toFixed(pair.priceDecimals);
  return [
    candle.openAt,
    price(candle.open),
    price(candle.high),
    price(candle.low),
    price(candle.close),
    candle.volume.toFixed(8),
    candle.closeAt,
    candle.quoteVolume.toFixed(8),
    candle.trades,
    candle.takerBuyVolume.toFixed(8),
    candle.takerBuyQuoteVolume.toFixed(8),
    "0",
  ];
}
