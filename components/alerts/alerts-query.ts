export const alertTabs = ["alerts", "history", "channels"] as const;
export type AlertTab = (typeof alertTabs)[number];

/** What the address of /alerts says. */
export interface AlertsQuery {
  readonly tab: AlertTab;
  /** The alert whose detail is open. */
  readonly alert: string | null;
  /** A firing that a message leads to. */
  readonly firing: string | null;
}

export const defaultAlertsQuery: AlertsQuery = { tab: "alerts", alert: null, firing: null };

export function parseAlertsQuery(params: URLSearchParams): { query: AlertsQuery } {
  const firing = params.get("firing") || null;
  const tab = alertTabs.find((name) => name === params.get("tab")) ?? (firing === null ? "alerts" : "history");
  return { query: { tab, alert: params.get("alert") || null, firing } };
}

export function serializeAlertsQuery({ tab, alert, firing }: AlertsQuery): string {
  const params = new URLSearchParams();
  if (tab !== (firing === null ? "alerts" : "history")) params.set("tab", tab);
  if (alert !== null) params.set("alert", alert);
  if (firing !== null) params.set("firing", firing);
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}
