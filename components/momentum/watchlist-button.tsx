"use client";

import { Star } from "lucide-react";
import dynamic from "next/dynamic";
import { Popover } from "@/components/ui/popover";
import type { ListQuery } from "./list-query";

const WatchlistMenu = dynamic(() => import("./watchlist-menu").then((module) => module.WatchlistMenu), { ssr: false });

interface WatchlistButtonProps {
  readonly query: ListQuery;
  readonly onChange: (query: ListQuery) => void;
}

/** The door to the watchlists: show one, make one, put them in order. */
export function WatchlistButton(props: WatchlistButtonProps) {
  return (
    <Popover
      label="Watchlists"
      trigger={{
        className: "button",
        "data-testid": "watchlists",
        children: (
          <>
            <Star size={16} strokeWidth={1.75} aria-hidden="true" />
            <span className="max-sm:sr-only">Watchlists</span>
          </>
        ),
      }}
    >
      <WatchlistMenu {...props} />
    </Popover>
  );
}
