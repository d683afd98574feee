"use client";

import { Search } from "lucide-react";
import { useMemo, useState } from "react";
import { useFirings } from "@/hooks/use-firings";
import type { WireAlert } from "@/lib/contracts/http/alerts";
import type { WireChannel } from "@/lib/contracts/http/channels";
import { AlertRow } from "./alert-row";
import { Select } from "./condition-fields";
import {
  type AlertFilter,
  type AlertStateName,
  failedAlerts,
  filterAlerts,
  sortAlerts,
  stateOf,
  stateWords,
} from "./present-alerts";
import { channelNames } from "./present-ledger";

const noFilter: AlertFilter = { text: "", state: null, coin: null, channel: null };
const NEWEST_FIRINGS = 100;
/** A short list is read faster than filtered. */
const FILTER_FROM = 2;

interface FilterProps {
  readonly alerts: readonly WireAlert[];
  readonly channels: readonly WireChannel[];
  readonly filter: AlertFilter;
  readonly onChange: (filter: AlertFilter) => void;
}

function ListFilter({ alerts, channels, filter, onChange }: FilterProps) {
  const states = [...new Set(alerts.map(stateOf))];
  const coins = new Map(
    alerts.flatMap(({ rule, standings }) =>
      rule.scope.kind === "coin" ? standings.map(({ coin_id, symbol }) => [coin_id, symbol] as const) : [],
    ),
  );
  const orNull = (value: string) => (value === "" ? null : value);
  return (
    <search className="flex flex-wrap items-center gap-2 border-line border-b px-4 py-2" aria-label="Alerts">
      <span className="relative min-w-40 flex-1 sm:max-w-64">
        <Search
          size={16}
          strokeWidth={1.75}
          aria-hidden="true"
          className="absolute top-1/2 left-2.5 -translate-y-1/2 text-fg-3"
        />
        <input
          type="search"
          className="field w-full pl-8"
          aria-label="Filter alerts"
          placeholder="Filter"
          value={filter.text}
          onChange={(event) => onChange({ ...filter, text: event.target.value })}
        />
      </span>
      <Select
        label="State"
        value={filter.state ?? ""}
        options={[["", "Any state"] as const, ...states.map((state) => [state, stateWords[state]] as const)]}
        onChange={(state) => onChange({ ...filter, state: orNull(state) as AlertStateName | null })}
      />
      <Select
        label="Coin"
        value={filter.coin ?? ""}
        options={[["", "Any coin"] as const, ...[...coins].sort(([, a], [, b]) => a.localeCompare(b))]}
        onChange={(coin) => onChange({ ...filter, coin: orNull(coin) })}
      />
      <Select
        label="Channel"
        value={filter.channel ?? ""}
        options={[
          ["", "Any channel"] as const,
          ...channels
            .filter(({ kind }) => kind !== "inbox")
            .map(({ id, kind, label, destination }) => [id, `${channelNames[kind]} ${label || destination}`] as const),
        ]}
        onChange={(channel) => onChange({ ...filter, channel: orNull(channel) })}
      />
    </search>
  );
}

export interface AlertListProps {
  readonly alerts: readonly WireAlert[];
  readonly channels: readonly WireChannel[];
  /** Whose detail is open. */
  readonly open: string | null;
  readonly onOpen: (id: string | null) => void;
  readonly onEdit: (alert: WireAlert) => void;
  readonly onDuplicate: (alert: WireAlert) => void;
  readonly onNew: () => void;
}

/** All alerts: firing and failed first, then by how near they are. */
export function AlertList({ alerts, channels, open, onOpen, onEdit, onDuplicate, onNew }: AlertListProps) {
  const [filter, setFilter] = useState(noFilter);
  const { data: recent } = useFirings({ limit: NEWEST_FIRINGS });
  const failed = useMemo(() => failedAlerts(recent?.firings ?? []), [recent]);
  const shown = useMemo(() => sortAlerts(filterAlerts(alerts, filter), failed), [alerts, filter, failed]);
  if (alerts.length === 0)
    return (
      <div className="flex flex-col items-start gap-3 p-4 text-body text-fg-2" data-testid="no-alerts">
        <p>No alert is set. One can also be made from any coin: press a on it.</p>
        <button type="button" className="button" onClick={onNew}>
          New alert
        </button>
      </div>
    );
  return (
    <>
      {alerts.length >= FILTER_FROM && (
        <ListFilter alerts={alerts} channels={channels} filter={filter} onChange={setFilter} />
      )}
      <div className="alert-row alert-head text-fg-3 text-meta max-sm:hidden" aria-hidden="true">
        <span>State</span>
        <span className="alert-rule">Rule</span>
        <span className="alert-now text-right">Now</span>
        <span className="alert-last text-right">Last</span>
        <span />
      </div>
      <ul className="flex flex-col" data-testid="alert-list">
        {shown.map((alert) => (
          <AlertRow
            key={alert.id}
            alert={alert}
            open={alert.id === open}
            failed={failed.has(alert.id)}
            channels={channels}
            onToggle={() => onOpen(alert.id === open ? null : alert.id)}
            onEdit={() => onEdit(alert)}
            onDuplicate={() => onDuplicate(alert)}
          />
        ))}
      </ul>
      {shown.length === 0 && (
        <p className="flex flex-wrap items-center gap-3 px-4 py-3 text-fg-2 text-table">
          No alert matches.
          <button type="button" className="button" onClick={() => setFilter(noFilter)}>
            Show all {alerts.length}
          </button>
        </p>
      )}
    </>
  );
}
