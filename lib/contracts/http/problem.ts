import { z } from "zod";

/** RFC 9457 problem+json, the only shape an error answer has. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  candidates: z
    .array(z.object({ id: z.string(), symbol: z.string(), name: z.string(), market_cap: z.number().nullable() }))
    .optional(),
});
export type Problem = z.infer<typeof problemSchema>;
