"use client";

import { Plus } from "lucide-react";
import Link from "next/link";
import { type KeyboardEvent, useState } from "react";
import { ExportMenu } from "@/components/ui/export-menu";
import { alertsSubject, firingsSubject } from "@/hooks/export-subjects";
import { useAccess, useIsOwner } from "@/hooks/use-access";
import { useAddress } from "@/hooks/use-address";
import { ALERTS_PER_PAGE, useAlerts } from "@/hooks/use-alerts";
import { usableChannels, useChannels } from "@/hooks/use-channels";
import { useFirings, useLiveAlerts } from "@/hooks/use-firings";
import type { WireAlert } from "@/lib/contracts/http/alerts";
import { countOf } from "@/lib/format/count";
import { AlertList } from "./alert-list";
import { type AlertTab, alertTabs, defaultAlertsQuery, parseAlertsQuery, serializeAlertsQuery } from "./alerts-query";
import { ChannelsPanel } from "./channels-panel";
import { EditAlert, type Editing } from "./edit-alert";
import { FiringHistory } from "./firing-history";
import { countSentence, moreSentence } from "./present-alerts";
import { newDraft } from "./rule-draft";

const tabLabels: Readonly<Record<AlertTab, string>> = { alerts: "Alerts", history: "History", channels: "Channels" };
const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

function Tabs({ tab, onTab }: { readonly tab: AlertTab; readonly onTab: (tab: AlertTab) => void }) {
  const walk = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = alertTabs.at((alertTabs.indexOf(tab) + step) % alertTabs.length) ?? "alerts";
    onTab(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div role="tablist" aria-label="Alerts" className="flex gap-1 border-line border-b px-3" onKeyDown={walk}>
      {alertTabs.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          aria-selected={tab === name}
          aria-controls="tab-panel"
          tabIndex={tab === name ? 0 : -1}
          onClick={() => onTab(name)}
          className="min-h-9 border-transparent border-b-2 px-2 text-fg-2 text-table aria-selected:border-accent aria-selected:text-fg pointer-coarse:min-h-11"
        >
          {tabLabels[name]}
        </button>
      ))}
    </div>
  );
}

/** For a stranger: what this page is, and the way in. */
function SignInFirst() {
  const access = useAccess();
  const isNew = access?.needs_setup === true;
  return (
    <div className="flex flex-col items-start gap-3 px-3 pt-3 md:px-4" data-testid="sign-in-first">
      <h1 className="font-semibold text-title">Alerts</h1>
      <p className="max-w-[60ch] text-body text-fg-2">
        {isNew
          ? "Alerts belong to the owner of this instance, and it has none yet: whoever sets the password first is."
          : "Alerts, channels and watchlists are the owner's. Sign in to see and change them."}
      </p>
      <Link href={isNew ? "/setup" : "/sign-in"} className="button button-primary">
        {isNew ? "Set the password" : "Sign in"}
      </Link>
    </div>
  );
}

function NoChannelStrip({ alerts, onShow }: { readonly alerts: readonly WireAlert[]; readonly onShow: () => void }) {
  const active = alerts.filter(({ state }) => state === "active").length;
  if (active === 0) return null;
  return (
    <p className="strip mx-3 md:mx-4" role="status" data-testid="no-channel">
      {countOf(active, "alert")}, no working channel: nothing reaches you outside this page.{" "}
      <button type="button" className="underline underline-offset-4" onClick={onShow}>
        Set one up
      </button>
    </p>
  );
}

/** What the open tab lists, as a file; channels hold secrets and are not taken away. */
function TabExport({ tab, alertId }: { readonly tab: AlertTab; readonly alertId: string | null }) {
  if (tab === "channels") return null;
  return <ExportMenu subject={tab === "alerts" ? alertsSubject : firingsSubject(alertId ?? undefined)} />;
}

function OwnersAlerts() {
  const { parsed, go } = useAddress(parseAlertsQuery, serializeAlertsQuery);
  const { query } = parsed;
  const [pages, setPages] = useState(1);
  const { data, error, mutate, isLoading } = useAlerts(pages);
  const { data: channels } = useChannels(true);
  const { data: recent } = useFirings({ limit: 1 });
  const [editing, setEditing] = useState<Editing | null>(null);
  useLiveAlerts(true);
  const usable = usableChannels(channels);
  const startNew = () =>
    setEditing({
      kind: "new",
      draft: { ...newDraft({ kind: "coin", coin: null }), channelIds: usable.map(({ id }) => id) },
    });
  const show = (tab: AlertTab) => go({ ...defaultAlertsQuery, tab }, "replace");
  return (
    <div className="flex flex-col gap-3 pt-3 pb-6" data-testid="alerts-page">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3 md:px-4">
        <h1 className="font-semibold text-title">Alerts</h1>
        <p className="num text-fg-2" role="status">
          {data === undefined ? "" : countSentence(data.alerts, data.total)}
        </p>
        <span className="flex-1" />
        <TabExport tab={query.tab} alertId={query.alert} />
        <button type="button" className="button button-primary" onClick={startNew} data-testid="new-alert">
          <Plus size={16} strokeWidth={1.75} aria-hidden="true" />
          New alert
        </button>
      </div>
      {channels !== undefined && usable.length === 0 && data !== undefined && (
        <NoChannelStrip alerts={data.alerts} onShow={() => show("channels")} />
      )}
      <div className="mx-3 rounded-card border border-line bg-surface-1 md:mx-4">
        <Tabs tab={query.tab} onTab={show} />
        <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${query.tab}`} className="min-h-60">
          {query.tab === "alerts" && data === undefined && (
            <div className="p-4 text-fg-2 text-table" role="status">
              {error instanceof Error ? (
                <span className="flex flex-wrap items-center gap-3">
                  Alerts could not be read: {error.message}
                  <button type="button" className="button" onClick={() => void mutate()}>
                    Try again
                  </button>
                </span>
              ) : (
                "Reading the alerts."
              )}
            </div>
          )}
          {query.tab === "alerts" && data !== undefined && (
            <AlertList
              alerts={data.alerts}
              channels={channels?.channels ?? []}
              open={query.alert}
              onOpen={(alert) => go({ ...query, alert }, "replace")}
              onEdit={(alert) => setEditing({ kind: "edit", alert })}
              onDuplicate={(alert) => setEditing({ kind: "copy", alert })}
              onNew={startNew}
            />
          )}
          {query.tab === "alerts" && data !== undefined && data.alerts.length < data.total && (
            <div className="flex flex-wrap items-center gap-3 px-4 py-3 text-fg-2 text-table" data-testid="more-alerts">
              {moreSentence(data.alerts.length, data.total)}
              <button type="button" className="button" disabled={isLoading} onClick={() => setPages(pages + 1)}>
                {isLoading ? "Reading" : `Read ${Math.min(ALERTS_PER_PAGE, data.total - data.alerts.length)} more`}
              </button>
            </div>
          )}
          {query.tab === "history" && (
            <FiringHistory
              firing={query.firing ?? recent?.firings[0]?.key ?? null}
              {...(query.alert === null ? {} : { alertId: query.alert })}
            />
          )}
          {query.tab === "channels" && <ChannelsPanel />}
        </div>
      </div>
      {editing !== null && <EditAlert editing={editing} onClose={() => setEditing(null)} />}
    </div>
  );
}

/** The owner's alerts: where each stands, what has fired, and the ways out. */
export function AlertsScreen() {
  const owner = useIsOwner();
  if (owner === null)
    return (
      <div className="px-3 pt-3 md:px-4" aria-busy="true">
        <h1 className="font-semibold text-title">Alerts</h1>
      </div>
    );
  return owner ? <OwnersAlerts /> : <SignInFirst />;
}
