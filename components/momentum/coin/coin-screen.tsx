"use client";

import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { useAppearance } from "@/components/layout/use-appearance";
import { useCoinActions } from "@/hooks/use-coin-actions";
import { useCoinDetail } from "@/hooks/use-coin-detail";
import { useFeed, useMarket, useMarketNow } from "@/hooks/use-market";
import { useShortcuts } from "@/hooks/use-shortcuts";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { RankAndScore, SubScoreLines } from "../drawer/history-charts";
import { PretrendTab } from "../drawer/pretrend-tab";
import { RankChangeTable } from "../drawer/rank-change-table";
import { ScoreTab } from "../drawer/score-tab";
import { WhaleTab } from "../drawer/whale-tab";
import { defaultQuery, filterByGroup, serializeListQuery } from "../list-query";
import { presentCoin } from "../present-momentum";
import { BackLink, CoinHeader } from "./coin-header";
import { Ages, CoinLinks, Glance } from "./glance";
import { attainableOf, staleSentence } from "./present-page";
import { PricePanel } from "./price-panel";
import { Section } from "./section";

/** Prices come with a read at least this often, also while the stream is away. */
const READ_EVERY_MS = 30_000;

function StaleStrip({ detail }: { readonly detail: CoinDetail }) {
  const sentence = staleSentence(detail, useMarketNow());
  if (sentence === null) return null;
  return (
    <p role="status" className="strip num" data-testid="coin-stale">
      {sentence}
    </p>
  );
}

function CoinBody({ detail }: { readonly detail: CoinDetail }) {
  const { whales } = useMarket();
  const view = useMemo(
    () =>
      presentCoin(detail, {
        maxPoints: { momentum_score: attainableOf(detail) },
        ranked: detail.ranked,
        delta: null,
        priceDecimals: null,
        whaleConfidenceMin: whales.confidenceMin,
      }),
    [detail, whales],
  );
  return (
    <>
      <CoinHeader detail={detail} view={view} />
      <StaleStrip detail={detail} />
      <div className="grid grid-cols-1 items-start gap-3 min-[1025px]:grid-cols-[minmax(0,1fr)_minmax(0,460px)]">
        <div className="flex min-w-0 flex-col gap-3">
          <Section title="Price" unfolded>
            <PricePanel detail={detail} />
          </Section>
          <Section title="Rank and score, 7 days" unfolded>
            <RankAndScore detail={detail} height={110} />
          </Section>
          <Section title="Parts of the score over time">
            <SubScoreLines detail={detail} />
          </Section>
          <Section title="Why it moved">
            <RankChangeTable changes={detail.rank_changes} />
          </Section>
          <div className="grid grid-cols-1 items-start gap-3 min-[1280px]:grid-cols-2">
            <Section title="Whales">
              <WhaleTab detail={detail} />
            </Section>
            <Section title="Pre-trend">
              <PretrendTab detail={detail} />
            </Section>
          </div>
        </div>
        <div className="flex min-w-0 flex-col gap-3">
          <Section title="Score now" unfolded>
            <ScoreTab detail={detail} />
          </Section>
          <Section title="At a glance" unfolded>
            <Glance detail={detail} view={view} />
          </Section>
          <Section title="Age of the data">
            <Ages detail={detail} />
          </Section>
          <Section title="Links">
            <CoinLinks detail={detail} />
          </Section>
        </div>
      </div>
    </>
  );
}

function Waiting({ error, onRetry }: { readonly error: Error | null; readonly onRetry: () => void }) {
  return (
    <div className="flex flex-col gap-3">
      <BackLink />
      {error === null ? (
        <div aria-busy="true" className="flex flex-col gap-3">
          <p className="text-fg-2">Waiting for the first ranking.</p>
          <div className="skeleton h-[420px]" />
        </div>
      ) : (
        <div role="alert" className="flex flex-col items-start gap-3">
          <p className="text-body text-fg-2">This coin could not be read: {error.message}</p>
          <button type="button" className="button" onClick={onRetry}>
            Try again
          </button>
        </div>
      )}
    </div>
  );
}

export interface CoinScreenProps {
  readonly coinId: string;
  /** What the server drew the page from; null before the first ranking. */
  readonly initial: CoinDetail | null;
}

/** Everything known of one coin on a page of its own, read again with every board. */
export function CoinScreen({ coinId, initial }: CoinScreenProps) {
  const { sequence } = useFeed();
  const { appearance } = useAppearance();
  const router = useRouter();
  const { plan, alert, toggleWatch } = useCoinActions();
  const { data, error, mutate } = useCoinDetail(coinId, sequence ?? initial?.sequence ?? null, {
    initial,
    everyMs: READ_EVERY_MS,
  });
  const detail = data?.id === coinId ? data : initial;
  const clusterId = detail?.cluster_id ?? null;
  useShortcuts(
    "coin",
    {
      c: () => {
        if (clusterId !== null) router.push(`/momentum${serializeListQuery(filterByGroup(defaultQuery, clusterId))}`);
      },
      a: () => detail && alert(detail),
      p: () => detail && plan(detail),
      w: () => detail && toggleWatch(detail),
      Escape: () => router.push("/momentum"),
    },
    appearance.letters === "on",
  );
  return (
    <div className="flex flex-col gap-3 px-3 pt-2 pb-6 md:px-4" data-testid="coin-page">
      {detail ? (
        <CoinBody detail={detail} />
      ) : (
        <Waiting error={error instanceof Error ? error : null} onRetry={() => void mutate()} />
      )}
    </div>
  );
}
