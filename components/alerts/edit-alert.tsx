"use client";

import { Dialog } from "@/components/ui/dialog";
import type { CoinRef } from "@/hooks/coin-actions";
import { useCoinDetail } from "@/hooks/use-coin-detail";
import { useWatchlists } from "@/hooks/use-watchlists";
import type { WireAlert } from "@/lib/contracts/http/alerts";
import { pricesOf } from "./new-alert";
import { RuleBuilder } from "./rule-builder";
import { draftFromRule, type RuleDraft } from "./rule-draft";

export type Editing =
  | { readonly kind: "new"; readonly draft: RuleDraft }
  | { readonly kind: "edit" | "copy"; readonly alert: WireAlert };

interface BuilderProps {
  readonly editing: Editing;
  readonly onClose: () => void;
}

const titles = { new: "New alert", edit: "Edit alert", copy: "New alert, from a copy" } as const;

function coinOf({ rule, standings }: WireAlert): CoinRef | null {
  const { scope } = rule;
  if (scope.kind !== "coin") return null;
  const symbol = standings.find(({ coin_id }) => coin_id === scope.coinId)?.symbol ?? scope.coinId;
  return { id: scope.coinId, symbol, name: "" };
}

function draftOf(editing: Editing): RuleDraft {
  if (editing.kind === "new") return editing.draft;
  const draft = draftFromRule(editing.alert.rule, coinOf(editing.alert));
  return editing.kind === "copy" ? { ...draft, name: "" } : draft;
}

function Builder({ editing, onClose, prices }: BuilderProps & { readonly prices: ReturnType<typeof pricesOf> }) {
  const { data: lists } = useWatchlists(true);
  return (
    <RuleBuilder
      title={titles[editing.kind]}
      initial={draftOf(editing)}
      alertId={editing.kind === "edit" ? editing.alert.id : null}
      suggestions={[]}
      price={null}
      prices={prices}
      watchlistName={(id) => lists?.find((list) => list.id === id)?.name ?? "a watchlist"}
      onClose={onClose}
    />
  );
}

function CoinBuilder({ coinId, ...props }: BuilderProps & { readonly coinId: string }) {
  const { data, error } = useCoinDetail(coinId, null);
  if (data === undefined && !error)
    return (
      <Dialog title={titles[props.editing.kind]} width={560} onClose={props.onClose}>
        <p className="min-h-80 text-fg-3">Reading the coin.</p>
      </Dialog>
    );
  return <Builder {...props} prices={data?.id === coinId ? pricesOf(data) : []} />;
}

/** The builder for a rule that exists, for a copy of one, or for a new one about no coin yet. */
export function EditAlert(props: BuilderProps) {
  const coin = props.editing.kind === "new" ? null : coinOf(props.editing.alert);
  return coin === null ? <Builder {...props} prices={[]} /> : <CoinBuilder {...props} coinId={coin.id} />;
}
