import { z } from "zod";
import { marketSourceSchema } from "@/lib/market/clock";

/** Answer of `GET /health`. `starting` has no data yet, `degraded` serves the last good data. */
export const healthSchema = z
  .object({
    status: z.enum(["ok", "degraded", "starting"]),
    timestamp: z.iso.datetime(),
    sequence: z.number().int().nullable(),
    as_of: z.iso.datetime().nullable(),
    stale: z.boolean().nullable(),
    /** Coins scored. */
    coins: z.number().int().nullable(),
    /** False while only the largest coins have been read. */
    complete: z.boolean(),
    /** Where the data comes from; before the first data, where it will come from. */
    source: marketSourceSchema,
  })
  .meta({ id: "Health" });
export type Health = z.infer<typeof healthSchema>;
