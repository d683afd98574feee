"use client";

import dynamic from "next/dynamic";
import { filterByGroup, type ListQuery, serializeListQuery } from "../list-query";
import { SideRail } from "./side-rail";
import type { Rail } from "./use-rail";

// Not needed for the first paint, and the page's script is full enough.
const ClustersPanel = dynamic(() => import("./clusters-panel").then((module) => module.ClustersPanel), { ssr: false });
const RankChangeFeed = dynamic(() => import("./rank-change-feed").then((module) => module.RankChangeFeed), {
  ssr: false,
});

export interface MomentumRailProps {
  readonly rail: Rail;
  readonly query: ListQuery;
  readonly onChange: (query: ListQuery) => void;
  readonly onOpen: (coinId: string) => void;
}

/** The rail of the momentum page: what it shows is part of the address. */
export function MomentumRail({ rail, query, onChange, onOpen }: MomentumRailProps) {
  const open = (coinId: string) => {
    rail.closeSheet();
    onOpen(coinId);
  };
  const hrefOf = (coinId: string) => serializeListQuery({ ...query, coin: coinId });
  return (
    <SideRail
      rail={rail}
      covered={query.coin !== null}
      changes={
        <RankChangeFeed
          since={query.since}
          onSince={(since) => onChange({ ...query, since })}
          hrefOf={hrefOf}
          onOpen={open}
        />
      }
      clusters={
        <ClustersPanel
          method={query.method}
          onMethod={(method) => onChange({ ...query, method })}
          clusterId={query.cluster_id}
          onFilter={(clusterId) => {
            rail.closeSheet();
            onChange(filterByGroup(query, clusterId));
          }}
          hrefOf={hrefOf}
          onOpen={open}
        />
      }
    />
  );
}
