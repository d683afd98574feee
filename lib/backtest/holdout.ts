import type { BarWindow } from "./simulate";

const IN_SAMPLE_SHARE = 0.7;

/** The first 70 % of the time and the rest, cut at a whole day from the start. */
export function splitHoldout({ fromBar, toBar }: BarWindow): Record<"inSample" | "outOfSample", BarWindow> {
  const days = Math.floor((toBar - fromBar) / 24);
  const split = fromBar + Math.round(days * IN_SAMPLE_SHARE) * 24;
  return { inSample: { fromBar, toBar: split }, outOfSample: { fromBar: split, toBar } };
}
