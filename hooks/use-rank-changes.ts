"use client";

import { useEffect, useState } from "react";
import useSWR from "swr";
import { type RankChangesData, rankChangesListSchema } from "@/lib/contracts/http/rank-changes";
import { rankChannel } from "@/lib/contracts/stream";
import type { RankWindow } from "@/lib/momentum/rank-move";
import { readJson } from "./requests";
import { useFeed, useMarket } from "./use-market";

/** Without the stream the feed is read this often. */
const POLL_EVERY_MS = 30_000;
/** A stream that is open tells at once; a server that says nothing for this long is asked for its reason. */
const ASK_AFTER_MS = 2_000;

export interface RankChangesReading {
  /** Null until the first answer. */
  readonly data: RankChangesData | null;
  /** Newest datum that the changes rest on, market time. */
  readonly asOf: number | null;
  /** Why there is nothing, in the server's own words. */
  readonly failure: string | null;
}

interface Told {
  readonly data: RankChangesData;
  readonly asOf: number;
}

async function fetchRankChanges(url: string): Promise<Told> {
  const { as_of, ...data } = await readJson(url, rankChangesListSchema);
  return { data, asOf: Date.parse(as_of) };
}

/** The rank changes of a window, from the stream, and by reading them again while it is away. */
export function useRankChanges(since: RankWindow): RankChangesReading {
  const { channels } = useMarket();
  const isStreaming = useFeed().connection.kind === "open";
  const [told, setTold] = useState<Told | null>(null);
  const [waited, setWaited] = useState(false);

  useEffect(() => {
    setTold(null);
    setWaited(false);
    const timer = setTimeout(() => setWaited(true), ASK_AFTER_MS);
    const leave = channels.follow(rankChannel(since), (frame) => {
      if (frame.type !== "rank_snapshot" && frame.type !== "rank_changes") return;
      setTold({ data: frame.data, asOf: Date.parse(frame.as_of) });
    });
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, [channels, since]);

  const fresh = told?.data.since === since ? told : null;
  const isAsking = waited && !(isStreaming && fresh !== null);
  const answer = useSWR(isAsking ? `/api/market/rank-changes?since=${since}&limit=100` : null, fetchRankChanges, {
    refreshInterval: POLL_EVERY_MS,
    revalidateOnFocus: false,
    shouldRetryOnError: false,
  });
  const known = isStreaming ? (fresh ?? answer.data) : (answer.data ?? fresh);
  const failure = known == null && answer.error instanceof Error ? answer.error.message : null;
  return { data: known?.data ?? null, asOf: known?.asOf ?? null, failure };
}
