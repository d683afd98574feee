"use client";

import { ChevronDown } from "lucide-react";
import { useId } from "react";
import { useMarketNow } from "@/hooks/use-market";
import type { WireAlert } from "@/lib/contracts/http/alerts";
import { formatAge } from "@/lib/format/age";
import { formatMoment } from "@/lib/format/time";
import { AlertState } from "./alert-glyph";
import { AlertMenu, type AlertMenuProps } from "./alert-menu";
import { FiringsOf } from "./firing-history";
import { presentAlert } from "./present-alerts";
import { channelNames } from "./present-ledger";

export interface AlertRowProps extends AlertMenuProps {
  readonly open: boolean;
  readonly failed: boolean;
  readonly channels: readonly {
    readonly id: string;
    readonly kind: keyof typeof channelNames;
    readonly label: string;
  }[];
  readonly onToggle: () => void;
}

function Standings({ alert, now }: { readonly alert: WireAlert; readonly now: number }) {
  if (alert.standings.length === 0)
    return <p className="text-fg-3">No coin of its scope is known now, so nothing is judged.</p>;
  return (
    <ul className="flex flex-col gap-1">
      {alert.standings.map((standing) => (
        <li key={standing.coin_id} className="num flex flex-wrap gap-x-3">
          <span className="font-semibold text-fg">{standing.symbol}</span>
          <AlertState state={standing.state} />
          <span className="min-w-0 text-fg-2">{standing.sentence}</span>
          <span className="text-fg-3">
            {standing.judged_at === null
              ? "not judged yet"
              : `judged ${formatAge(Date.parse(standing.judged_at), now)} ago`}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Why it has not fired, and every time it has. */
function Detail({ alert, now, channels }: Pick<AlertRowProps, "alert" | "channels"> & { readonly now: number }) {
  const names = alert.rule.channel_ids.map((id) => {
    const channel = channels.find((other) => other.id === id);
    return channel === undefined
      ? "a channel that is gone"
      : `${channelNames[channel.kind]}${channel.label === "" ? "" : ` (${channel.label})`}`;
  });
  return (
    <div className="flex flex-col gap-3 border-line border-t px-4 py-3 text-table" data-testid="alert-detail">
      <p className="text-fg-2">“{alert.sentence}”</p>
      <section aria-label="Why it has not fired">
        <h3 className="mb-1 font-semibold text-fg-2">
          {alert.rule.scope.kind === "coin" ? "Where it stands" : "The nearest coins"}
        </h3>
        <Standings alert={alert} now={now} />
      </section>
      <p className="text-fg-3 text-meta">
        {`Goes to ${["the inbox", ...names].join(", ")}. Made ${formatMoment(Date.parse(alert.created_at))}, version ${alert.version}.`}
      </p>
      <section aria-label="Firings">
        <h3 className="mb-1 font-semibold text-fg-2">Firings</h3>
        <FiringsOf alertId={alert.id} />
      </section>
    </div>
  );
}

/** One alert: state, rule, reading, last firing; unfolded, what keeps it from firing. */
export function AlertRow(props: AlertRowProps) {
  const { alert, open, failed, channels, onToggle } = props;
  const now = useMarketNow();
  const id = useId();
  const view = presentAlert(alert, now);
  return (
    <li className="border-line border-b last:border-b-0" data-testid="alert-row">
      <div className="alert-row">
        <span className="text-table">
          <AlertState state={view.state} />
          {failed && <span className="block text-danger text-meta">✕ not delivered</span>}
        </span>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={`${id}-detail`}
          onClick={onToggle}
          className="alert-rule flex min-w-0 items-center gap-2 text-left"
        >
          <span className="min-w-0 flex-1">
            <span className="block truncate font-semibold text-body text-fg">{view.title}</span>
            <span className="num block truncate text-fg-2 text-meta">{view.distance}</span>
          </span>
          <ChevronDown
            size={16}
            strokeWidth={1.75}
            aria-hidden="true"
            className={`shrink-0 text-fg-3 ${open ? "rotate-180" : ""}`}
          />
        </button>
        <span className="alert-now num text-right text-table">
          {view.nowOf !== null && <span className="text-fg-3">{view.nowOf} </span>}
          <span className="font-medium text-fg">{view.now}</span>
        </span>
        <span className="alert-last num text-right text-fg-2 text-table">{view.last}</span>
        <AlertMenu alert={alert} onEdit={props.onEdit} onDuplicate={props.onDuplicate} />
      </div>
      <div id={`${id}-detail`}>{open && <Detail alert={alert} now={now} channels={channels} />}</div>
    </li>
  );
}
