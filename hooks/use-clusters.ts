"use client";

import useSWR from "swr";
import type { ClusterMethod } from "@/lib/clustering/cluster-run";
import { type ClustersList, clustersListSchema } from "@/lib/contracts/http/clusters";
import { readJson } from "./requests";

/** Groups are computed hourly, but the average scores are those of the board. */
const READ_EVERY_MS = 60_000;
/** While there are no groups yet, or none could be read. */
const SOON_MS = 10_000;

export interface ClustersReading {
  /** Null until the first answer. */
  readonly data: ClustersList | null;
  /** Why the last reading failed, in the server's own words. */
  readonly failure: string | null;
}

const fetchClusters = (url: string) => readJson(url, clustersListSchema);

/** The groups of a method, read again and again; without a method, those of the operator's. */
export function useClusters(method: ClusterMethod | null): ClustersReading {
  const query = method === null ? "" : `?method=${method}`;
  const { data, error } = useSWR<ClustersList, unknown>(`/api/market/clusters${query}`, fetchClusters, {
    refreshInterval: (known) => (known == null || known.computed_at === null ? SOON_MS : READ_EVERY_MS),
    revalidateOnFocus: false,
    shouldRetryOnError: false,
  });
  return { data: data ?? null, failure: error instanceof Error ? error.message : null };
}
