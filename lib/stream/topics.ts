import { TOP_CHANNEL_SIZE } from "@/lib/contracts/stream";
import type { BroadcastRow } from "@/lib/momentum/broadcast";

const SYMBOL_PREFIX = "symbol:";

/** Everything one published sequence did, looked at from both sides. */
export interface Change {
  before: readonly BroadcastRow[];
  after: readonly BroadcastRow[];
  changed: readonly BroadcastRow[];
  removed: readonly string[];
}

export interface ChannelUpdate {
  data: BroadcastRow[];
  /** Ids that belonged to the channel before and no longer do. */
  removed: string[];
}

/** The rows a channel consists of: the first fifty ranks, everything, or the coins with a symbol (or id), in any case. */
export function rowsOfChannel(channel: string, rows: readonly BroadcastRow[]): BroadcastRow[] {
  return rows.filter(belongsTo(channel));
}

function belongsTo(channel: string): (row: BroadcastRow) => boolean {
  if (channel === "all") return () => true;
  if (channel === "top50") return ({ rank }) => rank !== null && rank <= TOP_CHANNEL_SIZE;
  const wanted = symbolOf(channel);
  return ({ id, symbol }) => symbol.toLowerCase() === wanted || id.toLowerCase() === wanted;
}

function symbolOf(channel: string): string {
  return channel.slice(SYMBOL_PREFIX.length).toLowerCase();
}

/**
 * Answers what one change means for a channel. Built once per sequence: with thousands of symbol channels each of them
 * looks its coins up instead of walking through all that changed.
 */
export function createChannelUpdates({ before, after, changed, removed }: Change): (channel: string) => ChannelUpdate {
  let changedByName: Map<string, BroadcastRow[]> | null = null;
  let removedByName: Map<string, BroadcastRow[]> | null = null;
  const removedIds = new Set(removed);

  function bySymbol(channel: string): ChannelUpdate {
    changedByName ??= indexByName(changed);
    removedByName ??= indexByName(before.filter(({ id }) => removedIds.has(id)));
    const wanted = symbolOf(channel);
    return {
      data: changedByName.get(wanted) ?? [],
      removed: (removedByName.get(wanted) ?? []).map(({ id }) => id),
    };
  }

  function top(): ChannelUpdate {
    const inTop = belongsTo("top50");
    const now = new Set(after.filter(inTop).map(({ id }) => id));
    return {
      data: changed.filter(inTop),
      removed: before.filter((row) => inTop(row) && !now.has(row.id)).map(({ id }) => id),
    };
  }

  return (channel) => {
    if (channel === "all") return { data: [...changed], removed: [...removed] };
    return channel === "top50" ? top() : bySymbol(channel);
  };
}

/** Rows by lower-case symbol and by lower-case id. */
function indexByName(rows: readonly BroadcastRow[]): Map<string, BroadcastRow[]> {
  const index = new Map<string, BroadcastRow[]>();
  for (const row of rows) {
    for (const name of new Set([row.symbol.toLowerCase(), row.id.toLowerCase()])) {
      const held = index.get(name);
      if (held === undefined) index.set(name, [row]);
      else held.push(row);
    }
  }
  return index;
}
