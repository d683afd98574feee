import { z } from "zod";
import { broadcastRowSchema } from "@/lib/momentum/broadcast";
import { type RankWindow, rankWindowSchema } from "@/lib/momentum/rank-move";
import { rankChangesDataSchema } from "./http/rank-changes";
import { ALERTS_CHANNEL, inboxItemSchema } from "./inbox";

/** Everything ever broadcast, as of one sequence: what a snapshot answers from. Rows in rank order, unranked last. */
export const streamStateSchema = z.object({
  sequence: z.number().int().positive(),
  asOf: z.number(),
  rows: z.array(broadcastRowSchema),
});
export type StreamState = z.infer<typeof streamStateSchema>;

/** What the worker publishes on Redis after a board became visible: one per sequence, even when nothing moved. */
export const momentumPatchSchema = z.object({
  sequence: z.number().int().positive(),
  asOf: z.number(),
  /** Coins whose score moved by 0.1 or more, whose action changed, or whose rank changed within the top 100. */
  changed: z.array(broadcastRowSchema),
  /** Ids no longer scored. */
  removed: z.array(z.string()),
});
export type MomentumPatch = z.infer<typeof momentumPatchSchema>;

/** Redis pub/sub channel of `momentumPatchSchema`. */
export const MOMENTUM_PATCH_CHANNEL = "ghostquant:stream:momentum";

export const TOP_CHANNEL_SIZE = 50;

/** What one client of the stream may do: told in `/docs`, enforced by the sidecar. */
export const streamLimits = {
  /** Larger messages get an error; the socket stays open. */
  messageBytes: 4 * 1024,
  /** Channels of one connection, and of one message. */
  subscriptions: 50,
  /** Messages a second, and how many may come at once. */
  messagesPerSecond: 20,
  /** Connections from one address that is not this machine's own. */
  clientsPerAddress: 50,
} as const;

/** The channel of one window's rank changes: "changes:15m". */
export const rankChannel = (window: RankWindow): string => `changes:${window}`;
const rankChannels: ReadonlySet<string> = new Set(rankWindowSchema.options.map(rankChannel));
export const isRankChannel = (channel: string): boolean => rankChannels.has(channel);

/** "top50", "all", "symbol:BTC" (any symbol, upper case, or a coin id), "changes:15m" to "changes:7d", or the owner's "alerts". */
export const channelSchema = z.union([
  z.literal("top50"),
  z.literal("all"),
  z.literal(ALERTS_CHANNEL),
  z.string().regex(/^symbol:[^\s]{1,64}$/u),
  z.string().refine(isRankChannel),
]);

/** A list may hold names that are no channels: they are refused one by one. */
export const clientMessageSchema = z.union([
  z.object({
    action: z.enum(["subscribe", "unsubscribe"]),
    channels: z.array(z.unknown()).min(1).max(streamLimits.subscriptions),
  }),
  z.object({ action: z.literal("snapshot"), channel: channelSchema }),
]);

const frameBase = {
  channel: z.string(),
  sequence: z.number().int(),
  timestamp: z.iso.datetime(),
  as_of: z.iso.datetime(),
};

/** What the sidecar sends. A gap in `sequence` (it grows by one a frame on every channel) means: ask for a snapshot. */
export const serverMessageSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("top_update"),
    ...frameBase,
    data: z.array(broadcastRowSchema),
    removed: z.array(z.string()),
  }),
  z.object({ type: z.literal("snapshot"), ...frameBase, data: z.array(broadcastRowSchema) }),
  // Every frame of a "changes:" channel is whole; the second kind follows the frame before it without a gap.
  z.object({ type: z.literal("rank_snapshot"), ...frameBase, data: rankChangesDataSchema }),
  z.object({ type: z.literal("rank_changes"), ...frameBase, data: rankChangesDataSchema }),
  // The newest first. The second kind holds only what came since the frame before.
  z.object({ type: z.literal("alerts_snapshot"), ...frameBase, data: z.array(inboxItemSchema) }),
  z.object({ type: z.literal("alerts"), ...frameBase, data: z.array(inboxItemSchema) }),
  z.object({ type: z.literal("heartbeat"), timestamp: z.iso.datetime() }),
  // `channels` names those that an error speaks of, where it speaks of any.
  z.object({
    type: z.literal("error"),
    code: z.string(),
    message: z.string(),
    channels: z.array(z.string()).optional(),
  }),
]);
export type ServerMessage = z.infer<typeof serverMessageSchema>;
