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

/** As many as a page of the interface has. */
export const ALERTS_PER_PAGE = 200;

const idOf = (id: string) => encodeURIComponent(id);

/** The newest pages in one list; a rule that moved to the next page between two answers is shown once. */
async function fetchAlerts(pages: number): Promise<z.infer<typeof alertsListSchema>> {
  const numbers = Array.from({ length: pages }, (_, index) => index + 1);
  const answers = await Promise.all(
    numbers.map((page) => readJson(`${ALERTS}?per_page=${ALERTS_PER_PAGE}&page=${page}`, alertsListSchema)),
  );
  const alerts = new Map(answers.flatMap((answer) => answer.alerts).map((alert) => [alert.id, alert]));
  const newest = answers[0] as z.infer<typeof alertsListSchema>;
  return { ...newest, alerts: [...alerts.values()] };
}

const answered = z.unknown();

/** The owner's newest rules with where each stands, as many pages of them as are wished. */
export function useAlerts(pages: number) {
  return useSWR(`${ALERTS}#${pages}`, () => fetchAlerts(pages), {
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
