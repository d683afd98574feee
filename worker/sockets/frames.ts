import { toRankChangesData } from "@/lib/contracts/http/rank-changes-wire";
import { ALERTS_CHANNEL, type InboxState } from "@/lib/contracts/inbox";
import type { RankChanges } from "@/lib/contracts/rank-changes";
import { rankChannel, type ServerMessage, type StreamState } from "@/lib/contracts/stream";
import type { UnixMs } from "@/lib/market/units";
import { type Change, createChannelUpdates, rowsOfChannel } from "@/lib/stream/topics";
import { createWire, type Wire } from "./wire";

/** Snapshots of made-up symbols must not fill the memory between two sequences. */
const SNAPSHOTS_MAX = 2_000;

const encode = (message: ServerMessage): Wire => createWire(JSON.stringify(message));
const iso = (at: UnixMs): string => new Date(at).toISOString();

export function heartbeatFrame(wallNow: UnixMs): Wire {
  return encode({ type: "heartbeat", timestamp: iso(wallNow) });
}

export function errorFrame(code: string, message: string, channels?: readonly string[]): Wire {
  return encode({ type: "error", code, message, ...(channels && { channels: [...channels] }) });
}

/** The frames of one sequence, each encoded once however many clients get it. */
export interface FrameBook {
  readonly sequence: number;
  snapshot(channel: string): Wire;
  /** Only a book that was made from a published change has updates. */
  update: ((channel: string) => Wire) | null;
}

export function createFrameBook(state: StreamState, change: Change | null, wallNow: UnixMs): FrameBook {
  const snapshots = new Map<string, Wire>();
  const base = { sequence: state.sequence, timestamp: iso(wallNow), as_of: iso(state.asOf) };
  return {
    sequence: state.sequence,
    snapshot(channel) {
      const known = snapshots.get(channel);
      if (known !== undefined) return known;
      const frame = encode({ type: "snapshot", channel, ...base, data: rowsOfChannel(channel, state.rows) });
      if (snapshots.size >= SNAPSHOTS_MAX) snapshots.clear();
      snapshots.set(channel, frame);
      return frame;
    },
    update: change === null ? null : createUpdates(change, base),
  };
}

function createUpdates(
  change: Change,
  base: { sequence: number; timestamp: string; as_of: string },
): (channel: string) => Wire {
  const updateOf = createChannelUpdates(change);
  return (channel) => encode({ type: "top_update", channel, ...base, ...updateOf(channel) });
}

/** Everything that changed within one window: whole each time, so a snapshot differs from an update by its name alone. */
export function rankFrame(type: "rank_snapshot" | "rank_changes", changes: RankChanges, wallNow: UnixMs): Wire {
  return encode({
    type,
    channel: rankChannel(changes.window),
    sequence: changes.sequence,
    timestamp: iso(wallNow),
    as_of: iso(changes.asOf),
    data: toRankChangesData(changes),
  });
}

/** What is in the inbox, or what has just come into it. */
export function inboxFrame(type: "alerts_snapshot" | "alerts", { sequence, items }: InboxState, wallNow: UnixMs): Wire {
  const timestamp = iso(wallNow);
  const as_of = items[0]?.time ?? timestamp;
  return encode({ type, channel: ALERTS_CHANNEL, sequence, timestamp, as_of, data: items });
}
