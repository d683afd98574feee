"use client";

import { useEffect, useRef } from "react";
import useSWR, { mutate } from "swr";
import { z } from "zod";
import { firingsListSchema } from "@/lib/contracts/http/firings";
import { readJson, sendJson } from "./requests";
import { useFeed, useMarket } from "./use-market";

export const ALERTS = "/api/market/alerts";
export const CHANNELS = "/api/market/channels";
const FIRINGS = "/api/market/firings";
/** While the stream is away, and for deliveries that come after their board. */
export const READ_EVERY_MS = 30_000;
/** A board is judged, and its firings sent, a moment after it became visible. */
const JUDGED_AFTER_MS = 1_500;

const fetchFirings = (url: string) => readJson(url, firingsListSchema);

function isOf(prefix: string) {
  return (key: unknown) => typeof key === "string" && key.startsWith(prefix);
}

/** Everything on the page that shows alerts, firings or channels reads them again: a message may have found its channel gone. */
export async function refreshAlerts(): Promise<void> {
  await Promise.all([ALERTS, FIRINGS, CHANNELS].map((prefix) => mutate(isOf(prefix))));
}

export interface FiringsQuestion {
  readonly alertId?: string;
  readonly limit: number;
}

export function useFirings(question: FiringsQuestion | null) {
  const params = new URLSearchParams();
  if (question !== null) params.set("limit", String(question.limit));
  if (question?.alertId !== undefined) params.set("alert_id", question.alertId);
  return useSWR(question === null ? null : `${FIRINGS}?${params}`, fetchFirings, {
    refreshInterval: READ_EVERY_MS,
    keepPreviousData: true,
  });
}

/** Reads alerts and firings again after each board, and when the stream says that something fired. */
export function useLiveAlerts(asked: boolean): void {
  const { sequence } = useFeed();
  const { channels } = useMarket();
  const seen = useRef(sequence);
  useEffect(() => {
    if (!asked || sequence === null || seen.current === sequence) return;
    seen.current = sequence;
    const timer = setTimeout(() => void refreshAlerts(), JUDGED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [asked, sequence]);
  useEffect(() => {
    if (!asked) return;
    return channels.follow("alerts", () => void refreshAlerts());
  }, [asked, channels]);
}

/** Marks firings as read: these, or all. */
export async function markRead(keys: readonly string[] | "all"): Promise<void> {
  await sendJson("POST", `${FIRINGS}/read`, keys === "all" ? { all: true } : { keys }, z.unknown());
  await mutate(isOf(FIRINGS));
}
