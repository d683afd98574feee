import type { Redis } from "ioredis";

import { readBoardSequence, readStreamState } from "@/lib/cache/momentum-board";
import { readRankChanges } from "@/lib/cache/rank-changes";
import type { Logger } from "@/lib/log";
import { readInbox } from "@/lib/stream/inbox";
import { subscribeInbox, subscribePatches, subscribeRankChanges } from "@/lib/stream/subscribe";
import { followInbox } from "./follow-inbox";
import { followRankChanges } from "./follow-rank-changes";
import { followState, type StateFollower } from "./follow-state";
import type { Hub } from "./hub";

/** How often the stored sequence is compared with ours. */
const COMPARE_MS = 1_000;

export interface RedisWatch {
  readonly follower: StateFollower;
  stop(): Promise<void>;
}

/**
 * Feeds a hub from Redis: every published patch, and a fresh state after each reconnection. A worker that dies between
 * writing a board and publishing it leaves a sequence nobody was told of; comparing the stored sequence finds it.
 */
export async function watchRedis(
  client: Redis,
  subscriber: Redis,
  hub: Hub,
  log: Logger,
  { compareMs = COMPARE_MS, rankChanges = true } = {},
): Promise<RedisWatch> {
  const follower = followState({
    readState: () => readStreamState(client, log),
    onChange: hub.publish,
    onRestart: hub.restart,
    log,
  });
  let differed: number | null = null;
  const compare = async (): Promise<void> => {
    const stored = await readBoardSequence(client).catch(() => null);
    const differs = stored !== null && stored !== follower.sequence();
    // Once may be a patch that is still on its way; the same difference twice is not.
    if (differs && stored === differed) follower.resync();
    differed = differs ? stored : null;
  };
  const timer = setInterval(() => void compare(), compareMs);
  subscriber.on("ready", follower.resync);
  const unsubscribe = await subscribePatches(subscriber, follower.take);
  follower.resync();
  const stopRanks = rankChanges ? await watchRankChanges(client, subscriber, hub, log) : null;
  const stopInbox = await watchInbox(client, subscriber, hub, log);
  return {
    follower,
    async stop() {
      clearInterval(timer);
      follower.stop();
      await stopInbox();
      await stopRanks?.();
      subscriber.off("ready", follower.resync);
      // Without Redis there is nothing to unsubscribe from, and stopping must not wait for it.
      if (subscriber.status === "ready") await unsubscribe().catch(() => undefined);
    },
  };
}

async function watchRankChanges(client: Redis, subscriber: Redis, hub: Hub, log: Logger): Promise<() => Promise<void>> {
  const ranks = followRankChanges({
    read: (window) => readRankChanges(client, window, log),
    onChanges: hub.publishRanks,
    log,
  });
  subscriber.on("ready", ranks.resync);
  const unsubscribe = await subscribeRankChanges(subscriber, ranks.take);
  ranks.resync();
  return async () => {
    ranks.stop();
    subscriber.off("ready", ranks.resync);
    if (subscriber.status === "ready") await unsubscribe().catch(() => undefined);
  };
}

async function watchInbox(client: Redis, subscriber: Redis, hub: Hub, log: Logger): Promise<() => Promise<void>> {
  const inbox = followInbox({ read: () => readInbox(client), onInbox: hub.publishInbox, log });
  subscriber.on("ready", inbox.resync);
  const unsubscribe = await subscribeInbox(subscriber, inbox.take);
  inbox.resync();
  return async () => {
    inbox.stop();
    subscriber.off("ready", inbox.resync);
    if (subscriber.status === "ready") await unsubscribe().catch(() => undefined);
  };
}
