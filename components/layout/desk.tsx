"use client";

import dynamic from "next/dynamic";
import { useEffect } from "react";
import type { CoinRef } from "@/hooks/coin-actions";
import { failureText, RequestFailure } from "@/hooks/requests";
import { useIsOwner } from "@/hooks/use-access";
import { useCoinActions, useDesk } from "@/hooks/use-coin-actions";
import { changeWatchlist, createWatchlist, useWatchlists } from "@/hooks/use-watchlists";
import type { Watchlist } from "@/lib/contracts/http/watchlists";
import { Notices } from "./notices";

const BuyModal = dynamic(() => import("../momentum/buy-modal").then((module) => module.BuyModal), { ssr: false });
const NewAlert = dynamic(() => import("../alerts/new-alert").then((module) => module.NewAlert), { ssr: false });

const FIRST_LIST = "Watched";

async function watch(coin: CoinRef, lists: readonly Watchlist[]): Promise<string> {
  const [first] = lists;
  if (first === undefined) await createWatchlist(FIRST_LIST, [coin.id]);
  else await changeWatchlist(first.id, { coin_ids: [...first.coin_ids, coin.id] });
  return first?.name ?? FIRST_LIST;
}

async function unwatch(coin: CoinRef, holding: readonly Watchlist[]): Promise<void> {
  for (const list of holding) {
    await changeWatchlist(list.id, { coin_ids: list.coin_ids.filter((id) => id !== coin.id) });
  }
}

async function restore(holding: readonly Watchlist[]): Promise<void> {
  for (const list of holding) await changeWatchlist(list.id, { coin_ids: list.coin_ids });
}

/** Keeps the stars of every list in step with the owner's watchlists, and changes them when one is pressed. */
function useWatching(): void {
  const actions = useCoinActions();
  const owner = useIsOwner();
  const { data: lists } = useWatchlists(owner === true);

  useEffect(() => {
    actions.know(owner, lists?.map(({ id, name, coin_ids }) => ({ id, name, coinIds: coin_ids })) ?? null);
  }, [actions, owner, lists]);

  useEffect(() => {
    if (owner === null || (owner && lists === undefined)) return;
    const askToSignIn = () =>
      actions.say("Watchlists are kept for the owner of this instance.", {
        link: { href: "/sign-in", label: "Sign in" },
      });
    const fail = (error: unknown) => {
      if (error instanceof RequestFailure && error.needsSignIn) askToSignIn();
      else actions.say(`The watchlist was not changed: ${failureText(error)}`);
    };
    actions.serve((coin) => {
      if (!owner) return askToSignIn();
      const all = lists ?? [];
      const holding = all.filter(({ coin_ids }) => coin_ids.includes(coin.id));
      if (holding.length === 0) {
        watch(coin, all).then((name) => actions.say(`${coin.symbol} is in ${name}.`), fail);
        return;
      }
      const undo = { label: "Undo", run: () => void restore(holding).catch(fail) };
      unwatch(coin, holding).then(
        () =>
          actions.say(`${coin.symbol} is no longer in ${holding.map(({ name }) => name).join(", ")}.`, {
            action: undo,
          }),
        fail,
      );
    });
    return () => actions.serve(null);
  }, [actions, owner, lists]);
}

/** Serves what coins on any page ask for: dialogs, watchlists, and the notices about them. */
export function Desk() {
  const actions = useCoinActions();
  const request = useDesk((state) => state.request);
  useWatching();
  return (
    <>
      {request?.kind === "plan" && <BuyModal key={request.coin.id} coin={request.coin} onClose={actions.close} />}
      {request?.kind === "alert" && (
        <NewAlert key={request.coin.id} coin={request.coin} wish={request.wish} onClose={actions.close} />
      )}
      <Notices />
    </>
  );
}
