import { z } from "zod";

export const booleanText = z
  .enum(["true", "false", "1", "0"], { error: "must be true or false" })
  .transform((text) => text === "true" || text === "1")
  .pipe(z.boolean());

/** A number in a query string; one sentence says the whole rule, whichever part of it was broken. */
export function numberText(min: number, max: number, rule: string) {
  return asNumber(rule).pipe(z.number({ error: rule }).min(min, { error: rule }).max(max, { error: rule }));
}

export function integerText(min: number, max: number) {
  const rule = `must be a whole number from ${min} to ${max}`;
  const bounded = z.number({ error: rule }).int({ error: rule, abort: true });
  return asNumber(rule).pipe(bounded.min(min, { error: rule }).max(max, { error: rule }));
}

function asNumber(rule: string) {
  return z.string({ error: rule }).trim().min(1, { error: rule }).transform(Number);
}
