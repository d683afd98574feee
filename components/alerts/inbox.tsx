"use client";

import Link from "next/link";
import { useEffect, useRef } from "react";
import { Popover } from "@/components/ui/popover";
import { useIsOwner } from "@/hooks/use-access";
import { useCoinActions } from "@/hooks/use-coin-actions";
import { markRead, useFirings, useLiveAlerts } from "@/hooks/use-firings";
import { useMarketNow } from "@/hooks/use-market";
import type { WireFiring } from "@/lib/contracts/http/firings";
import { formatAge } from "@/lib/format/age";
import { countOf } from "@/lib/format/count";
import { FlagGlyph } from "./alert-glyph";
import { serializeAlertsQuery } from "./alerts-query";
import { deliverySummary } from "./present-ledger";

const SHOWN = 12;
const COUNT_MAX = 99;

/** Says what fired while the page is looked at, once each. */
function useSayFirings(firings: readonly WireFiring[] | undefined): void {
  const { say } = useCoinActions();
  const known = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    if (firings === undefined) return;
    const before = known.current;
    known.current = new Set(firings.map(({ key }) => key));
    if (before === null || document.visibilityState !== "visible") return;
    const fresh = firings.filter(({ key, read }) => !read && !before.has(key));
    const [first] = fresh;
    if (first === undefined) return;
    const text = fresh.length === 1 ? first.reason : `${first.reason}, and ${countOf(fresh.length - 1, "other")}`;
    say(text, { urgent: true, link: { href: `/alerts${addressOf(first)}`, label: "Open" } });
  }, [firings, say]);
}

function addressOf({ key }: WireFiring): string {
  return serializeAlertsQuery({ tab: "history", alert: null, firing: key });
}

/** Following a link leaves the layer it stood in. */
function closeLayer(link: HTMLElement): void {
  link.closest<HTMLElement>("[popover]")?.hidePopover();
}

function FiringLine({ firing }: { readonly firing: WireFiring }) {
  const now = useMarketNow();
  return (
    <li className="border-line border-b last:border-b-0" data-testid="inbox-firing" data-read={firing.read}>
      <Link
        href={`/alerts${addressOf(firing)}`}
        className="flex min-h-11 gap-2 py-2 text-table hover:bg-surface-2"
        onClick={(event) => {
          closeLayer(event.currentTarget);
          void markRead([firing.key]);
        }}
      >
        <FlagGlyph className={`mt-0.5 ${firing.read ? "text-fg-3" : "text-accent"}`} />
        <span className="min-w-0 flex-1">
          <span className={`num block ${firing.read ? "text-fg-2" : "font-medium text-fg"}`}>{firing.reason}</span>
          <span className="num block text-fg-3 text-meta">
            {formatAge(Date.parse(firing.time), now)} · {deliverySummary(firing.deliveries)}
            {firing.read ? "" : " · unread"}
          </span>
        </span>
      </Link>
    </li>
  );
}

function OwnersInbox() {
  const { data, error } = useFirings({ limit: SHOWN });
  useLiveAlerts(true);
  useSayFirings(data?.firings);
  const unread = data?.unread ?? 0;
  return (
    <Popover
      label="Firings"
      align="end"
      trigger={{
        className: "icon-button target num gap-1 px-2 w-auto text-table",
        "aria-label": unread === 0 ? "Firings, none unread" : `Firings, ${unread} unread`,
        "data-testid": "inbox",
        children: (
          <>
            <FlagGlyph size={18} className={unread === 0 ? "" : "text-accent"} />
            {unread > 0 && <span className="font-medium text-fg">{unread > COUNT_MAX ? `${COUNT_MAX}+` : unread}</span>}
          </>
        ),
      }}
    >
      <div className="flex w-[min(380px,calc(100vw-44px))] flex-col">
        <div className="flex items-center gap-3">
          <h2 className="flex-1 font-semibold text-body text-fg">Firings</h2>
          {unread > 0 && (
            <button
              type="button"
              className="button-plain px-2 text-accent text-table"
              onClick={() => void markRead("all")}
            >
              Mark all as read
            </button>
          )}
        </div>
        {error instanceof Error && data === undefined && (
          <p className="text-fg-2 text-table">The inbox could not be read: {error.message}</p>
        )}
        {data?.firings.length === 0 && <p className="py-2 text-fg-2 text-table">Nothing has fired yet.</p>}
        <ul className="flex flex-col">
          {data?.firings.map((firing) => (
            <FiringLine key={firing.key} firing={firing} />
          ))}
        </ul>
        <Link
          href="/alerts"
          className="target inline-flex min-h-8 items-center text-accent text-table"
          onClick={(event) => closeLayer(event.currentTarget)}
        >
          All alerts
        </Link>
      </div>
    </Popover>
  );
}

/** What has fired, with the number unread; for a stranger only the way to the page that says how to sign in. */
export function Inbox() {
  const owner = useIsOwner();
  if (owner === true) return <OwnersInbox />;
  return (
    <Link
      href="/alerts"
      className="icon-button target"
      aria-label="Alerts"
      data-hint={owner === false ? "Sign in to see your alerts" : undefined}
    >
      <FlagGlyph size={18} />
    </Link>
  );
}
