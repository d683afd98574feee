import type { WireFiring } from "@/lib/contracts/http/firings";

/** Where a firing stands in the history: the path that messages carry, too. */
export function firingAddress({ key }: Pick<WireFiring, "key">): string {
  return `/alerts?${new URLSearchParams({ firing: key })}`;
}
