"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { type MomentumList, type MomentumRow, momentumListSchema } from "@/lib/contracts/http/momentum";
import { later } from "./later";
import { type CellFlashes, type ListState, PAGE_SIZE } from "./list-state";
import { ListStore, type PageAnswer } from "./list-store";
import { readVersion } from "./requests";
import { tickNow } from "./shared-tick";
import { useMarket } from "./use-market";

/** Prices come with a read at least this often, and this is the only way when the stream is away. */
const READ_EVERY_MS = 30_000;

async function fetchPage(question: string, page: number, etag: string | null): Promise<PageAnswer | null> {
  const params = new URLSearchParams(question);
  params.set("page", String(page));
  params.set("per_page", String(PAGE_SIZE));
  const answer = await readVersion(`/api/market/momentum?${params}`, momentumListSchema, etag);
  return answer === null ? null : { list: answer.body, etag: answer.etag };
}

export interface MomentumListOptions {
  readonly question: string;
  readonly initial: MomentumList | null;
  readonly compareCells: (before: MomentumRow, after: MomentumRow) => CellFlashes | null;
}

/** The list that answers a question, kept current by the stream and by reading it again. */
export function useMomentumList(options: MomentumListOptions): { store: ListStore; list: ListState } {
  const { question } = options;
  const { feed } = useMarket();
  const [store] = useState(
    () =>
      new ListStore({
        ...options,
        fetchPage,
        later,
        wallNow: Date.now,
        random: Math.random,
        isHidden: () => document.visibilityState === "hidden",
      }),
  );
  const list = useSyncExternalStore(store.subscribe, store.getState, store.getState);

  useEffect(() => store.ask(question), [store, question]);

  useEffect(() => {
    const stopNews = feed.onNews((news) => {
      if (news.kind === "patch") store.receive(news.sequence, news.changed);
      else store.resume(news.sequence);
    });
    const timer = setInterval(() => store.refreshSoon(), READ_EVERY_MS);
    const onVisible = () => {
      if (document.visibilityState === "visible") store.refreshSoon(true);
    };
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      stopNews();
      clearInterval(timer);
      document.removeEventListener("visibilitychange", onVisible);
      store.stop();
    };
  }, [store, feed]);

  const { asOf, stale, sequence } = list;
  useEffect(() => feed.noteAnswer({ asOf, stale, sequence }, tickNow()), [feed, asOf, stale, sequence]);

  return { store, list };
}
