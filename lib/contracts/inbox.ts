import { z } from "zod";

/** A firing as it appears in the inbox the moment it happened. */
export const inboxItemSchema = z.object({
  key: z.string(),
  /** "system": what the instance itself has to say. */
  alert_id: z.string(),
  coin_id: z.string(),
  symbol: z.string(),
  time: z.iso.datetime(),
  value: z.number().nullable(),
  reason: z.string(),
  already_true: z.boolean(),
  late: z.boolean(),
});
export type InboxItem = z.infer<typeof inboxItemSchema>;

/** The newest items, newest first. `sequence` grows by one with every message; 0 before the first. */
export const inboxStateSchema = z.object({ sequence: z.number().int().min(0), items: z.array(inboxItemSchema) });
export type InboxState = z.infer<typeof inboxStateSchema>;

/** What came with one sequence, newest first; its shape is the state's. */
export const inboxPatchSchema = inboxStateSchema;
export type InboxPatch = InboxState;

/** The stream's channel of the owner's alerts. Nobody else may listen to it. */
export const ALERTS_CHANNEL = "alerts";
/** Redis pub/sub channel of `inboxPatchSchema`. */
export const INBOX_PATCH_CHANNEL = "ghostquant:stream:alerts";
/** How many items a snapshot holds. */
export const INBOX_SNAPSHOT_SIZE = 50;
