import type { UnixMs } from "@/lib/market/units";
import type { ListedPair, Venue, VenueTrade } from "@/lib/simulator/venue";
import type { Closing } from "./binance-api";
import { encodeTrade } from "./encode-venue";
import type { FaultBench } from "./faults";

/** Somebody who is sent the trades of a pair as JSON text. */
export interface TradeListener {
  send(streamName: string, trade: string): void;
}

export interface TradeFeed {
  listen(symbol: string, streamName: string, listener: TradeListener, now: UnixMs): void;
  leave(symbol: string, listener: TradeListener): void;
  /** Sends every trade that has happened since the last time. */
  deliver(now: UnixMs): void;
  readonly delivered: () => number;
}

interface Channel {
  readonly symbol: string;
  readonly streamName: string;
  readonly listeners: Set<TradeListener>;
  nextId: number;
  /** A trade that `reorder-trades` holds back until the next one has gone. */
  held: string | null;
}

/** After a pause of the process the rest is caught up with over the next beats. */
const MOST_PER_BEAT = 5_000;

export function createTradeFeed(venue: Venue, faults: FaultBench, closedAt: Closing): TradeFeed {
  const channels = new Map<string, Channel>();
  let sent = 0;

  const send = (channel: Channel, text: string): void => {
    sent += 1;
    for (const listener of channel.listeners) listener.send(channel.streamName, text);
  };
  const sendFaultily = (channel: Channel, text: string): void => {
    const { symbol } = channel;
    if (faults.strikeSocket("skip-trades", symbol)) return;
    if (faults.strikeSocket("malformed-trades", symbol)) {
      send(channel, malformed(text, sent));
      return;
    }
    if (channel.held === null && faults.strikeSocket("reorder-trades", symbol)) {
      channel.held = text;
      return;
    }
    send(channel, text);
    if (channel.held !== null) {
      send(channel, channel.held);
      channel.held = null;
    }
    if (faults.strikeSocket("duplicate-trades", symbol)) send(channel, text);
  };
  const idAfter = (symbol: string, now: UnixMs): number =>
    (venue.trades(symbol, { from: null, to: null, limit: 1 }, now)[0]?.id ?? -1) + 1;

  return {
    listen(symbol, streamName, listener, now) {
      let channel = channels.get(symbol);
      if (channel === undefined) {
        channel = { symbol, streamName, listeners: new Set(), nextId: idAfter(symbol, now), held: null };
        channels.set(symbol, channel);
      }
      channel.listeners.add(listener);
    },
    leave(symbol, listener) {
      const channel = channels.get(symbol);
      channel?.listeners.delete(listener);
      if (channel?.listeners.size === 0) channels.delete(symbol);
    },
    deliver(now) {
      if (!venue.hasTrades) return;
      for (const channel of channels.values()) {
        const pair = venue.find(channel.symbol, now);
        if (pair === null) continue;
        const until = Math.min(now, closedAt(channel.symbol) ?? now);
        const trades = venue.trades(channel.symbol, { fromId: channel.nextId, limit: MOST_PER_BEAT }, until);
        for (const trade of trades) sendFaultily(channel, textOf(pair, trade, now));
        channel.nextId = (trades.at(-1)?.id ?? channel.nextId - 1) + 1;
      }
    },
    delivered: () => sent,
  };
}

function textOf(pair: ListedPair, trade: VenueTrade, now: UnixMs): string {
  return JSON.stringify({ e: "aggTrade", E: Math.floor(now), s: pair.symbol, ...encodeTrade(pair, trade) });
}

const DAMAGES: readonly ((text: string) => string)[] = [
  (text) => text.slice(0, text.length / 2),
  (text) => text.replace(/"p":"[^"]*"/, '"p":"NaN"'),
  (text) => text.replace(/"q":"[^"]*"/, '"q":"-1"'),
  (text) => text.replace(/"T":\d+/, '"T":null'),
  (text) => text.replace(/"a":\d+,/, ""),
  (text) => text.replace(/"p":"[^"]*"/, '"p":1e400'),
];

function malformed(text: string, turn: number): string {
  return DAMAGES[turn % DAMAGES.length]?.(text) ?? "";
}
