"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { Unknown } from "@/components/ui/unknown";
import { useMarket, useMarketNow } from "@/hooks/use-market";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { presentPretrend, pretrendLine } from "../drawer/present-pretrend";
import { presentWhale, whaleLine } from "../drawer/present-whale";
import { defaultQuery, serializeListQuery } from "../list-query";
import type { CoinView } from "../present-momentum";
import { presentAges, presentFlags } from "./present-page";

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="border-line border-b py-1.5 text-fg-2">{name}</dt>
      <dd className="num min-w-0 border-line border-b py-1.5 text-fg">{children}</dd>
    </>
  );
}

function Group({ detail, view }: { readonly detail: CoinDetail; readonly view: CoinView }) {
  if (!view.cluster.known) return <Unknown reason={view.cluster.reason} />;
  return (
    <Link
      href={`/momentum${serializeListQuery({ ...defaultQuery, cluster_id: detail.cluster_id })}`}
      className="text-accent underline-offset-2 hover:underline"
    >
      {view.cluster.value}
    </Link>
  );
}

/** Everything else that is known of the coin, a line each. */
export function Glance({ detail, view }: { readonly detail: CoinDetail; readonly view: CoinView }) {
  const { whales } = useMarket();
  const whale = presentWhale(detail, whales);
  const pretrend = presentPretrend(detail.pretrend_details);
  const flags = presentFlags(detail);
  return (
    <dl className="grid grid-cols-[96px_minmax(0,1fr)] text-table">
      <Line name="Flags">
        {flags.sentences.length === 0
          ? flags.none
          : flags.sentences.map((sentence) => <p key={sentence}>{sentence}</p>)}
      </Line>
      <Line name="Whales">
        {whaleLine(whale, detail.whale_details) ?? (
          <Unknown reason={whale.kind === "missing" ? whale.reason : whale.confidenceText} />
        )}
      </Line>
      <Line name="Pre-trend">
        {pretrendLine(detail.pretrend_details) ?? (
          <Unknown reason={pretrend.kind === "missing" ? pretrend.reason : pretrend.sentence} />
        )}
      </Line>
      <Line name="Group">
        <Group detail={detail} view={view} />
      </Line>
    </dl>
  );
}

/** How old each kind of evidence is, counting on. */
export function Ages({ detail }: { readonly detail: CoinDetail }) {
  const ages = presentAges(detail, useMarketNow());
  return (
    <dl className="grid grid-cols-[1fr_auto] text-table">
      {ages.map(({ name, age }) => (
        <div key={name} className="contents">
          <dt className="border-line border-b py-1.5 text-fg-2">{name}</dt>
          <dd className="num border-line border-b py-1.5 pl-4 text-right text-fg">{age}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The same data for programs, and the provider's page where the market is the real one. */
export function CoinLinks({ detail }: { readonly detail: CoinDetail }) {
  const id = encodeURIComponent(detail.id);
  const link =
    "inline-flex min-h-8 items-center text-accent underline-offset-2 hover:underline pointer-coarse:min-h-11";
  return (
    <ul className="flex flex-col text-table">
      <li>
        <a href={`/api/market/coin/${id}`} className={link}>
          This page as JSON
        </a>
      </li>
      <li>
        <a href={`/api/market/coin/${id}/candles`} className={link}>
          Candles as JSON
        </a>
      </li>
      {detail.source === "live" && (
        <li>
          <a href={`https://www.coingecko.com/en/coins/${id}`} className={link} rel="noreferrer">
            CoinGecko's page (leaves this app)
          </a>
        </li>
      )}
    </ul>
  );
}
