"use client";

import { useEffect, useRef } from "react";
import useSWR, { mutate } from "swr";
import { z } from "zod";
import {
  type AlertPreview,
  alertCreatedSchema,
  alertPreviewSchema,
  alertsListSchema,
  firingsListSchema,
  type RuleBody,
} from "@/lib/contracts/http/alerts";
import { readJson, sendJson } from "./requests";
import { useFeed, useMarket } from "./use-market";

const ALERTS = "/api/market/alerts";
/** More than anybody reads; the page says when there are even more. */
const ALERTS_PER_PAGE = 200;
const FIRINGS = "/api/market/firings";
/** While the stream is away, and for deliveries that come after their board. */
const READ_EVERY_MS = 30_000;
/** A board is judged, and its firings sent, a moment after it became visible. */
const JUDGED_AFTER_MS = 1_500;

const idOf = (id: string) => encodeURIComponent(id);
const fetchAlerts = (url: string) => readJson(url, alertsListSchema);
const fetchFirings = (url: string) => readJson(url, firingsListSchema);
const answered = z.unknown();

function isOf(prefix: string) {
  return (key: unknown) => typeof key === "string" && key.startsWith(prefix);
}

/** Everything on the page that shows alerts or firings reads them again. */
export async function refreshAlerts(): Promise<void> {
  await Promise.all([mutate(isOf(ALERTS)), mutate(isOf(FIRINGS))]);
}

/** The owner's rules with where each stands; null as key: not asked for. */
export function useAlerts(asked: boolean) {
  return useSWR(asked ? `${ALERTS}?per_page=${ALERTS_PER_PAGE}` : null, fetchAlerts, {
    refreshInterval: READ_EVERY_MS,
    keepPreviousData: true,
  });
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

export async function createAlert(body: RuleBody): Promise<z.infer<typeof alertCreatedSchema>> {
  const created = await sendJson("POST", ALERTS, body, alertCreatedSchema);
  await refreshAlerts();
  return created;
}

export async function changeAlert(
  id: string,
  changes: Partial<RuleBody> & { readonly state?: "active" | "paused" },
): Promise<void> {
  await sendJson("PATCH", `${ALERTS}/${idOf(id)}`, changes, answered);
  await refreshAlerts();
}

export async function deleteAlert(id: string): Promise<void> {
  await sendJson("DELETE", `${ALERTS}/${idOf(id)}`, undefined, answered);
  await refreshAlerts();
}

/** Sends one message marked as a test through the rule's own channels. */
export async function testAlert(id: string): Promise<void> {
  await sendJson("POST", `${ALERTS}/${idOf(id)}/test`, {}, answered);
  await refreshAlerts();
}

export function previewAlert(body: RuleBody): Promise<AlertPreview> {
  return sendJson("POST", `${ALERTS}/preview`, body, alertPreviewSchema);
}

/** Marks firings as read: these, or all. */
export async function markRead(keys: readonly string[] | "all"): Promise<void> {
  await sendJson("POST", `${FIRINGS}/read`, keys === "all" ? { all: true } : { keys }, answered);
  await mutate(isOf(FIRINGS));
}
