"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";

export type HistoryStep = "push" | "replace";

/** The address bar as state: parsed on the way in, written by the history on the way out, without asking the server. */
export function useAddress<Q>(
  parse: (params: URLSearchParams) => Q,
  serialize: (query: Q extends { query: infer Inner } ? Inner : never) => string,
) {
  const path = usePathname();
  const params = useSearchParams();
  const parsed = useMemo(() => parse(new URLSearchParams(params)), [parse, params]);
  const go = useCallback(
    (query: Parameters<typeof serialize>[0], step: HistoryStep) => {
      const address = `${path}${serialize(query)}`;
      if (step === "push") window.history.pushState(null, "", address);
      else window.history.replaceState(null, "", address);
    },
    [path, serialize],
  );
  return { parsed, go };
}
