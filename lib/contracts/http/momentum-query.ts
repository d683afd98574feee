import { z } from "zod";
import { actionSchema } from "@/lib/momentum/scored-coin";
import { momentumSortSchema } from "./momentum";
import { booleanText, integerText, numberText } from "./query-text";

const SEARCH_LENGTH_MAX = 100;
const IDS_MAX = 250;
const IDS_LENGTH_MAX = 10_000;
const ACTIONS_MAX = 100;

const amountText = numberText(0, Number.MAX_VALUE, "must be a number, 0 or more");

/** Query of `GET /market/momentum`, parsed from text. Unknown parameters are ignored, invalid ones refused. */
export const momentumQuerySchema = z.object({
  page: integerText(1, 100_000).default(1),
  per_page: integerText(1, 100).default(50),
  sort: momentumSortSchema.default("momentum_score"),
  order: z.enum(["asc", "desc"]).default("desc"),
  q: z
    .string()
    .trim()
    .max(SEARCH_LENGTH_MAX, { error: `must be ${SEARCH_LENGTH_MAX} characters at most` })
    .default(""),
  ids: z
    .string()
    .max(IDS_LENGTH_MAX, { error: `must be ${IDS_LENGTH_MAX} characters at most` })
    .transform((text) =>
      text
        .split(",")
        .map((id) => id.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.string()).max(IDS_MAX, { error: `must be ${IDS_MAX} ids at most` }))
    .optional(),
  min_marketcap: amountText.optional(),
  max_marketcap: amountText.optional(),
  min_volume: amountText.optional(),
  min_score: numberText(0, 100, "must be a number from 0 to 100").optional(),
  action: z
    .string()
    .transform((text) => text.split(",").map((action) => action.trim().toUpperCase()))
    .pipe(
      z
        .array(actionSchema)
        .min(1)
        .max(ACTIONS_MAX, { error: `must be ${ACTIONS_MAX} actions at most` }),
    )
    .optional(),
  whale_only: booleanText.default(false),
  /** −1 keeps the coins that no group holds. */
  cluster_id: integerText(-1, 1_000_000).optional(),
  include_stable: booleanText.default(false),
  as_of: z.iso.datetime({ offset: true, error: "must be a time such as 2025-04-07T12:00:00Z" }).optional(),
});
export type MomentumQuery = z.infer<typeof momentumQuerySchema>;

export const coinsQuerySchema = z.object({
  page: integerText(1, 100_000).default(1),
  per_page: integerText(1, 250).default(250),
});
export type CoinsQuery = z.infer<typeof coinsQuerySchema>;
