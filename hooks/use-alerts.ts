"use client";

import useSWR from "swr";
import { z } from "zod";
import {
  type AlertPreview,
  alertCreatedSchema,
  alertPreviewSchema,
  alertsListSchema,
  type RuleBody,
} from "@/lib/contracts/http/alerts";
import { readJson, sendJson } from "./requests";
import { ALERTS, READ_EVERY_MS, refreshAlerts } from "./use-firings";

/** As many as a page of the interface has; more than anybody reads. */
const ALERTS_PER_PAGE = 200;

const idOf = (id: string) => encodeURIComponent(id);
const fetchAlerts = (url: string) => readJson(url, alertsListSchema);
const answered = z.unknown();

/** The owner's rules with where each stands; null as key: not asked for. */
export function useAlerts(asked: boolean) {
  return useSWR(asked ? `${ALERTS}?per_page=${ALERTS_PER_PAGE}` : null, fetchAlerts, {
    refreshInterval: READ_EVERY_MS,
    keepPreviousData: true,
  });
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
