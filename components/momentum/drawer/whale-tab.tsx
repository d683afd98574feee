"use client";

import { DivergingBar } from "@/components/charts/diverging-bar";
import { FlowBars, OrderStrip } from "@/components/charts/order-strip";
import { ScaleLine } from "@/components/charts/scale-line";
import { ExportMenu } from "@/components/ui/export-menu";
import { Glyph } from "@/components/ui/glyph";
import { givenSubject } from "@/hooks/export-subjects";
import { useMarket } from "@/hooks/use-market";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import type { WireWhaleDetails } from "@/lib/contracts/http/evidence";
import { formatConfidence } from "@/lib/format/score";
import { WhaleChip } from "../whale-chip";
import { type OrderView, presentWhale, type WhaleKnown, whaleSpan } from "./present-whale";

const SECONDS_OF_HOUR = 3_600;

function TopOrders({ title, orders }: { readonly title: string; readonly orders: readonly OrderView[] }) {
  if (orders.length === 0) return null;
  return (
    <table className="num w-full text-table">
      <caption className="pb-1 text-left text-fg-2 text-meta">{title}</caption>
      <tbody>
        {orders.map((order) => (
          <tr key={order.key} className="border-line border-b last:border-b-0">
            <th scope="row" className="py-1.5 text-left font-normal text-fg-2">
              <span className="inline-flex items-center gap-1.5">
                <Glyph direction={order.direction} />
                {order.side === "buy" ? "bought" : "sold"}
              </span>
            </th>
            <td className="py-1.5 text-right font-medium text-fg">{order.usd}</td>
            <td className="py-1.5 text-right text-fg-2">at {order.price}</td>
            <td className="py-1.5 text-right text-fg-3">{order.time}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Flow({ view }: { readonly view: WhaleKnown }) {
  return (
    <div className="flex flex-col gap-1">
      <p className="flex flex-wrap justify-between gap-x-3 text-fg-2 text-meta">
        <span>Flow, recent orders count more</span>
        <span className="text-fg" data-testid="whale-flow">
          {view.flowWord}
        </span>
      </p>
      <DivergingBar share={view.flow} tone="direction" />
      <p className="num flex justify-between text-fg-3 text-meta">
        <span>−1 sold</span>
        <span>{view.flowText}</span>
        <span>bought +1</span>
      </p>
    </div>
  );
}

interface WhaleBodyProps {
  readonly coinId: string;
  readonly view: WhaleKnown;
  readonly details: WireWhaleDetails;
}

function WhaleBody({ coinId, view, details }: WhaleBodyProps) {
  const { venue, pair, as_of: asOf } = details;
  const rows = details.orders.map((order) => ({ coin_id: coinId, venue, pair, ...order }));
  const span = whaleSpan(details);
  return (
    <div className="flex flex-col gap-5" data-testid="whale-tab">
      <div className="flex flex-col gap-1">
        <div className="num flex items-center gap-3">
          <span className="font-semibold text-fg text-score">{formatConfidence(view.confidence)}</span>
          {view.active && <WhaleChip sentence={view.confidenceText} />}
          <span className="flex-1" />
          <ExportMenu
            subject={givenSubject(`whales-${coinId}`, "the whale orders of this coin", () => ({ rows, asOf }))}
            compact
          />
        </div>
        <p className="text-fg text-table">{view.summary}</p>
        <p className="text-fg-2 text-table">{view.confidenceText}</p>
        <ScaleLine
          sentence={view.confidenceText}
          value={view.confidence}
          filled
          marks={[{ at: Number(view.threshold), label: `sign from ${view.threshold}` }]}
          ends={["0", "1"]}
        />
        {view.confidence !== null && <p className="text-fg-3 text-meta">{view.parts}</p>}
      </div>
      <Flow view={view} />
      <OrderStrip
        title={view.stripTitle}
        orders={details.orders.map(({ time, usd, side }) => ({ at: Date.parse(time), usd, side }))}
        span={span}
        sentence={`${view.summary} Flow: ${view.flowWord}.`}
      />
      <FlowBars
        hours={details.hours.map((hour) => ({
          at: Date.parse(hour.time),
          buyUsd: hour.buy_usd,
          sellUsd: hour.sell_usd,
          watched: hour.watched_seconds / SECONDS_OF_HOUR,
        }))}
        span={span}
      />
      <TopOrders title={view.topTitle} orders={view.top} />
      {view.onChain.length > 0 && (
        <div className="flex flex-col gap-1 text-table">
          <h3 className="text-fg-2 text-meta">On chain: shown, not part of the confidence</h3>
          <ul className="num flex flex-col gap-1 text-fg-2">
            {view.onChain.map((transfer) => (
              <li key={transfer.key} className="break-words">
                {transfer.text}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="flex flex-col gap-1 text-fg-3 text-meta">
        <p>{view.method}</p>
        <p>{view.baseline}</p>
        <p>{view.watched}</p>
      </div>
    </div>
  );
}

/** Who moves the coin: confidence, direction, the orders themselves, and how all of it was seen. */
export function WhaleTab({ detail }: { readonly detail: CoinDetail }) {
  const { whales } = useMarket();
  const view = presentWhale(detail, whales);
  if (view.kind === "missing" || detail.whale_details === null) {
    return (
      <p className="text-fg-2 text-table" data-testid="whale-missing">
        {view.kind === "missing" ? view.reason : ""}
      </p>
    );
  }
  return <WhaleBody coinId={detail.id} view={view} details={detail.whale_details} />;
}
