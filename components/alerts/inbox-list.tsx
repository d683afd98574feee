"use client";

import Link from "next/link";
import type { z } from "zod";
import { markRead } from "@/hooks/use-firings";
import { useMarketNow } from "@/hooks/use-market";
import type { firingsListSchema, WireFiring } from "@/lib/contracts/http/firings";
import { formatAge } from "@/lib/format/age";
import { firingAddress } from "./firing-address";
import { FlagGlyph } from "./flag-glyph";
import { deliverySummary } from "./present-ledger";

/** Following a link leaves the layer it stood in. */
function closeLayer(link: HTMLElement): void {
  link.closest<HTMLElement>("[popover]")?.hidePopover();
}

function FiringLine({ firing }: { readonly firing: WireFiring }) {
  const now = useMarketNow();
  return (
    <li className="border-line border-b last:border-b-0" data-testid="inbox-firing" data-read={firing.read}>
      <Link
        href={firingAddress(firing)}
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

/** The newest firings, with what became of their messages. */
export function InboxList({
  list,
  failure,
}: {
  readonly list: z.infer<typeof firingsListSchema> | undefined;
  readonly failure: string | null;
}) {
  return (
    <div className="flex w-[min(380px,calc(100vw-44px))] flex-col">
      <div className="flex items-center gap-3">
        <h2 className="flex-1 font-semibold text-body text-fg">Firings</h2>
        {list !== undefined && list.unread > 0 && (
          <button
            type="button"
            className="button-plain px-2 text-accent text-table"
            onClick={() => void markRead("all")}
          >
            Mark all as read
          </button>
        )}
      </div>
      {failure !== null && list === undefined && (
        <p className="text-fg-2 text-table">The inbox could not be read: {failure}</p>
      )}
      {list?.firings.length === 0 && <p className="py-2 text-fg-2 text-table">Nothing has fired yet.</p>}
      <ul className="flex flex-col">
        {list?.firings.map((firing) => (
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
  );
}
