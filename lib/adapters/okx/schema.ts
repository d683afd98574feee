import { z } from "zod";

/** OKX writes numbers as strings, and an empty one for what it does not know. */
const decimal = z.string();

/** What surrounds every answer; a `code` other than "0" has been thrown as an error by CCXT already. */
export const answerSchema = z.object({ code: z.string(), data: z.array(z.unknown()) });

export const instrumentSchema = z.object({
  instId: z.string().min(1).max(64),
  baseCcy: z.string().min(1).max(64),
  quoteCcy: z.string(),
  state: z.string(),
});

/** Of a spot pair, `volCcy24h` is in the quote currency. */
export const tickerSchema = z.object({ instId: z.string(), last: decimal, volCcy24h: decimal });

/** Open time, open, high, low, close, volume in base, in quote, in quote again, "1" when the hour is over. */
export const candleSchema = z
  .tuple([decimal, decimal, decimal, decimal, decimal, decimal, decimal, decimal, decimal])
  .rest(z.unknown());
