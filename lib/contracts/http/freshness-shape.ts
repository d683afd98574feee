import { z } from "zod";
import { marketSourceSchema } from "@/lib/market/clock";

/** What every answer that depends on market data says about its data. */
export const freshnessShape = {
  timestamp: z.iso.datetime(),
  as_of: z.iso.datetime(),
  stale: z.boolean(),
  source: marketSourceSchema,
};
