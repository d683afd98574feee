"use client";

import { useEffect, useState } from "react";
import useSWR from "swr";
import { z } from "zod";
import { readJson } from "@/hooks/requests";
import { momentumListSchema, momentumRowSchema } from "@/lib/contracts/http/momentum";

const TYPING_MS = 150;
const READ_AGAIN_MS = 10_000;

const answerSchema = momentumListSchema.pick({ stale: true }).extend({
  results: z.array(momentumRowSchema.pick({ id: true, rank: true, momentum_score: true, current_price: true })),
});
export type CoinReading = z.infer<typeof answerSchema>["results"][number];

export interface CoinReadings {
  readonly of: (id: string) => CoinReading | null;
  /** The server says that these numbers are old, or no longer says anything. */
  readonly stale: boolean;
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** Rank, score and price of the coins on screen as they are now; the names came earlier. */
export function useCoinReadings(ids: readonly string[]): CoinReadings {
  const asked = useSettled([...ids].sort().join(","));
  const params = new URLSearchParams({ include_stable: "true", per_page: "100", ids: asked });
  const { data, error } = useSWR(
    asked === "" ? null : `/api/market/momentum?${params}`,
    (url: string) => readJson(url, answerSchema),
    { refreshInterval: READ_AGAIN_MS },
  );
  const byId = new Map(data?.results.map((reading) => [reading.id, reading]));
  return { of: (id) => byId.get(id) ?? null, stale: data !== undefined && (data.stale || error !== undefined) };
}
