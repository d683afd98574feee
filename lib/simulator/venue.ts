import type { UnixMs, Usd } from "@/lib/market/units";

/** A spot pair quoted in USDT, as the venue lists it. */
export interface ListedPair {
  /** `BTCUSDT` */
  readonly symbol: string;
  /** `BTC`; not unique among coins, and `1000X` for a thousand X. */
  readonly base: string;
  readonly trading: boolean;
  readonly priceDecimals: number;
  readonly quantityDecimals: number;
}

/** A fill as the venue publishes it, in units of the pair. Ids of a pair grow by exactly one. */
export interface VenueTrade {
  readonly id: number;
  readonly at: UnixMs;
  readonly price: number;
  readonly quantity: number;
  /** The buyer's order rested in the book: the taker sold. */
  readonly buyerIsMaker: boolean;
}

/** A candle in units of the pair; `closeAt` is its last millisecond. */
export interface VenueCandle {
  readonly openAt: UnixMs;
  readonly closeAt: UnixMs;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly quoteVolume: Usd;
  readonly trades: number;
  readonly takerBuyVolume: number;
  readonly takerBuyQuoteVolume: Usd;
}

/** The rolling 24 hours of a pair. */
export interface DayTicker {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly last: number;
  readonly volume: number;
  readonly quoteVolume: Usd;
  /** −1 without trades. */
  readonly firstId: number;
  readonly lastId: number;
}

export interface CandleQuestion {
  readonly spanMs: number;
  readonly from: UnixMs | null;
  readonly to: UnixMs | null;
  readonly limit: number;
}

/** `fromId` and ascending, or within times: the oldest when `from` is given, the newest otherwise. */
export type TradeQuestion =
  | { readonly fromId: number; readonly limit: number }
  | { readonly from: UnixMs | null; readonly to: UnixMs | null; readonly limit: number };

/** Planted hours in which large takers of one side come. */
export interface WhaleEpisode {
  readonly kind: "accumulation" | "distribution";
  readonly from: UnixMs;
  readonly to: UnixMs;
}

export interface ListedEpisode extends WhaleEpisode {
  readonly coinId: string;
  readonly pair: string;
}

/** A transfer on a chain that somebody labelled. */
export interface ChainTransfer {
  readonly id: string;
  readonly at: UnixMs;
  readonly symbol: string;
  readonly blockchain: string;
  readonly hash: string;
  readonly amount: number;
  readonly usd: Usd;
  /** Name of the exchange, null for an unknown wallet. */
  readonly fromOwner: string | null;
  readonly toOwner: string | null;
  readonly fromAddress: string;
  readonly toAddress: string;
}

/** A spot exchange that can be asked about any moment up to `now`; the same question always has the same answer. */
export interface Venue {
  /** False for a recording: it holds candles, and trades are never invented over real prices. */
  readonly hasTrades: boolean;
  listedAt(now: UnixMs): readonly ListedPair[];
  find(symbol: string, now: UnixMs): ListedPair | null;
  /** Null for a pair that has not traded in these 24 hours. */
  day(symbol: string, now: UnixMs): DayTicker | null;
  /** Ascending by id; only what has happened by `now`. */
  trades(symbol: string, question: TradeQuestion, now: UnixMs): readonly VenueTrade[];
  /** Ascending; the last one may be the candle under way. */
  candles(symbol: string, question: CandleQuestion, now: UnixMs): readonly VenueCandle[];
  episodes(from: UnixMs, to: UnixMs): readonly ListedEpisode[];
  /** Ascending by time, within [from, to]. */
  transfers(from: UnixMs, to: UnixMs): readonly ChainTransfer[];
}
