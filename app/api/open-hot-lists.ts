import { coinsList, momentumList } from "@/lib/http/board-lists";
import { createHotLists, type HotLists } from "@/lib/http/hot-lists";
import { clustersList } from "./market/clusters/clusters-list";
import { rankChangesList } from "./market/rank-changes/rank-changes-list";
import { scorecardList } from "./market/scorecard/scorecard-list";
import type { WebServices } from "./web-services";

/** What lists are made from. */
export type ListServices = Pick<WebServices, "env" | "log" | "redis" | "database" | "boards" | "wallNow">;

/** Every list of the market, as this process answers it. */
export function openHotLists(services: ListServices): HotLists {
  const { boards, env, wallNow } = services;
  return createHotLists({
    momentum: momentumList(
      boards,
      { whaleConfidenceMin: env.WHALE_CONFIDENCE_THRESHOLD, perPage: env.MOMENTUM_PAGE_SIZE },
      wallNow,
    ),
    coins: coinsList(boards, wallNow),
    rankChanges: rankChangesList(services),
    clusters: clustersList(services),
    scorecard: scorecardList(services),
  });
}
