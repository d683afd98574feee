/** An order on the strip: when, how large, and which side took it. */
export interface StripOrder {
  readonly at: number;
  readonly usd: number;
  readonly side: "buy" | "sell";
}

export interface OrderStripLayout {
  /** SVG path data of zero-length strokes, one dot each. */
  readonly buys: string;
  readonly sells: string;
  readonly low: number;
  readonly high: number;
}

export interface StripBox {
  readonly width: number;
  readonly height: number;
  readonly from: number;
  readonly to: number;
}

const round = (value: number) => Math.round(value * 10) / 10;

/** Places orders by time and by the logarithm of their size; null without an order inside the time. */
export function layoutOrders(orders: readonly StripOrder[], box: StripBox): OrderStripLayout | null {
  const inside = orders.filter(({ at, usd }) => at >= box.from && at <= box.to && usd > 0);
  if (inside.length === 0) return null;
  const sizes = inside.map(({ usd }) => usd);
  const low = Math.min(...sizes);
  const high = Math.max(...sizes);
  const span = Math.log(high / low);
  const dots = (side: StripOrder["side"]) =>
    inside
      .filter((order) => order.side === side)
      .map(({ at, usd }) => {
        const x = ((at - box.from) / (box.to - box.from)) * box.width;
        const y = (span === 0 ? 0.5 : 1 - Math.log(usd / low) / span) * box.height;
        return `M${round(x)} ${round(y)}h0`;
      })
      .join("");
  return { buys: dots("buy"), sells: dots("sell"), low, high };
}

/** One hour of money that whales took, bought upwards and sold downwards. */
export interface FlowHour {
  readonly at: number;
  readonly buyUsd: number;
  readonly sellUsd: number;
  /** Share of the hour that was watched. */
  readonly watched: number;
}

export interface FlowBar {
  readonly at: number;
  readonly x: number;
  readonly width: number;
  /** Heights from the middle line. */
  readonly up: number;
  readonly down: number;
  readonly watched: number;
}

/** Bars of the hours around a middle line, both directions on one scale; null where no hour was watched. */
export function layoutFlow(
  hours: readonly FlowHour[],
  box: StripBox & { readonly hourMs: number },
): { readonly bars: readonly FlowBar[]; readonly largest: number } | null {
  if (hours.length === 0) return null;
  const largest = Math.max(...hours.flatMap(({ buyUsd, sellUsd }) => [buyUsd, sellUsd]));
  const scale = largest === 0 ? 0 : box.height / 2 / largest;
  const perMs = box.width / (box.to - box.from);
  const bars = hours.flatMap((hour): FlowBar[] => {
    const start = Math.max(hour.at, box.from);
    const end = Math.min(hour.at + box.hourMs, box.to);
    if (end <= start) return [];
    return [
      {
        at: hour.at,
        x: round((start - box.from) * perMs),
        width: Math.max(1, round((end - start) * perMs - 2)),
        up: round(hour.buyUsd * scale),
        down: round(hour.sellUsd * scale),
        watched: hour.watched,
      },
    ];
  });
  return bars.length === 0 ? null : { bars, largest };
}
