"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { useEffect, useRef } from "react";
import { Popover } from "@/components/ui/popover";
import { useIsOwner } from "@/hooks/use-access";
import { useCoinActions } from "@/hooks/use-coin-actions";
import { useFirings, useLiveAlerts } from "@/hooks/use-firings";
import type { WireFiring } from "@/lib/contracts/http/firings";
import { countOf } from "@/lib/format/count";
import { firingAddress } from "./firing-address";
import { FlagGlyph } from "./flag-glyph";

const InboxList = dynamic(() => import("./inbox-list").then((module) => module.InboxList), { ssr: false });

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
    say(text, { urgent: true, link: { href: firingAddress(first), label: "Open" } });
  }, [firings, say]);
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
      <InboxList list={data} failure={error instanceof Error ? error.message : null} />
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
