import type { Redis } from "ioredis";
import {
  INBOX_PATCH_CHANNEL,
  INBOX_SNAPSHOT_SIZE,
  type InboxItem,
  type InboxState,
  inboxItemSchema,
} from "@/lib/contracts/inbox";
import { parseJson } from "@/lib/contracts/parse-json";

const SEQUENCE_KEY = "ghostquant:alerts:sequence";
const RECENT_KEY = "ghostquant:alerts:recent";

/** Items stay the texts they came as: Lua would write a number with 14 digits only. */
const APPEND = `
local sequence = redis.call('INCR', KEYS[1])
local items = {}
for i = 2, #ARGV do
  redis.call('LPUSH', KEYS[2], ARGV[i])
  if i > #ARGV - tonumber(ARGV[1]) then table.insert(items, 1, ARGV[i]) end
end
redis.call('LTRIM', KEYS[2], 0, tonumber(ARGV[1]) - 1)
redis.call('PUBLISH', '${INBOX_PATCH_CHANNEL}', '{"sequence":' .. sequence .. ',"items":[' .. table.concat(items, ',') .. ']}')
return sequence
`;

/** How many arguments one script call gets; Redis takes no more than some thousands. */
const ITEMS_AT_ONCE = 1_000;

/** Puts items, oldest first, into the inbox and tells every sidecar, both in one step. */
export async function publishInbox(redis: Redis, items: readonly InboxItem[]): Promise<void> {
  for (let first = 0; first < items.length; first += ITEMS_AT_ONCE) {
    const texts = items.slice(first, first + ITEMS_AT_ONCE).map((item) => JSON.stringify(item));
    await redis.eval(APPEND, 2, SEQUENCE_KEY, RECENT_KEY, INBOX_SNAPSHOT_SIZE, ...texts);
  }
}

/** The newest items and the sequence they are as of. */
export async function readInbox(redis: Redis): Promise<InboxState> {
  const answers = await redis
    .multi()
    .get(SEQUENCE_KEY)
    .lrange(RECENT_KEY, 0, INBOX_SNAPSHOT_SIZE - 1)
    .exec();
  const [sequence, texts] = [answers?.[0]?.[1], answers?.[1]?.[1]];
  const items = (Array.isArray(texts) ? texts : []).flatMap((text) => parseJson(String(text), inboxItemSchema) ?? []);
  return { sequence: Number(sequence ?? 0), items };
}
