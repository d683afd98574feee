"use client";

import { Dialog } from "@/components/ui/dialog";
import type { AlertWish, CoinRef } from "@/hooks/coin-actions";
import { useIsOwner } from "@/hooks/use-access";
import { usableChannels, useChannels } from "@/hooks/use-channels";
import { useCoinDetail } from "@/hooks/use-coin-detail";
import { useFeed, useMarket } from "@/hooks/use-market";
import { useWatchlists } from "@/hooks/use-watchlists";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import type { PricePoint } from "./present-preview";
import { RuleBuilder } from "./rule-builder";
import { fieldText, newCondition, newDraft, type RuleDraft } from "./rule-draft";
import { suggestAlerts, withSuggestion } from "./suggestions";

/** Prices of a coin as its stored rankings know them. */
export function pricesOf({ rank_history }: Pick<CoinDetail, "rank_history">): PricePoint[] {
  return rank_history.flatMap(({ timestamp, price }) => (price === null ? [] : [{ at: 1_000 * timestamp, price }]));
}

function startOf(
  coin: CoinRef,
  wish: AlertWish | null,
  first: ReturnType<typeof suggestAlerts>[number] | undefined,
): RuleDraft {
  const scope = { kind: "coin", coin } as const;
  if (wish !== null) return newDraft(scope, [{ ...newCondition(wish.type), threshold: fieldText(wish.threshold) }]);
  return newDraft(scope, [first?.condition ?? newCondition("score_above")]);
}

export interface NewAlertProps {
  readonly coin: CoinRef;
  readonly wish: AlertWish | null;
  readonly onClose: () => void;
}

/** The rule builder for one coin, with what makes sense for where that coin stands. */
export function NewAlert({ coin, wish, onClose }: NewAlertProps) {
  const { sequence } = useFeed();
  const { whales } = useMarket();
  const owner = useIsOwner();
  const { data, error } = useCoinDetail(coin.id, sequence);
  const channels = useChannels(owner === true);
  const { data: lists } = useWatchlists(owner === true);
  const detail = data?.id === coin.id ? data : null;
  const isWaiting = (detail === null && !error) || owner === null || (owner && !channels.data && !channels.error);
  const title = `New alert · ${coin.symbol}`;
  if (isWaiting)
    return (
      <Dialog title={title} width={560} onClose={onClose} testId="rule-builder">
        <p className="min-h-80 text-fg-3" aria-busy="true">
          Reading the coin.
        </p>
      </Dialog>
    );
  const suggested = detail === null ? [] : suggestAlerts(detail, whales.confidenceMin);
  const channelIds = usableChannels(channels.data).map(({ id }) => id);
  return (
    <RuleBuilder
      title={title}
      initial={{ ...startOf(coin, wish, suggested[0]), channelIds }}
      alertId={null}
      suggestions={suggested.map(({ label, condition }) => ({
        label,
        draft: (draft) => withSuggestion(draft, condition),
      }))}
      price={detail?.current_price ?? null}
      prices={detail === null ? [] : pricesOf(detail)}
      watchlistName={(id) => lists?.find((list) => list.id === id)?.name ?? "a watchlist"}
      onClose={onClose}
    />
  );
}
