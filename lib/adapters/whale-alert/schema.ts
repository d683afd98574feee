import { z } from "zod";

/** An empty page leaves `transactions` out. */
export const pageSchema = z.object({
  result: z.literal("success"),
  cursor: z.string().optional(),
  count: z.number().int().nonnegative(),
  transactions: z.array(z.unknown()).optional(),
});

const partySchema = z.object({
  address: z.string().optional(),
  /** Absent when unknown. */
  owner: z.string().optional(),
  owner_type: z.string().optional(),
});

export const transactionSchema = z.object({
  blockchain: z.string().min(1),
  symbol: z.string().min(1),
  id: z.union([z.string().min(1), z.number()]),
  transaction_type: z.string(),
  hash: z.string(),
  from: partySchema,
  to: partySchema,
  /** Seconds. */
  timestamp: z.number().int().positive(),
  amount: z.number().nonnegative(),
  amount_usd: z.number().nonnegative(),
});

export const complaintSchema = z.object({ result: z.literal("error"), message: z.string() });
