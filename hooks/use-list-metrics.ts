"use client";

import { type RefObject, useLayoutEffect, useState } from "react";

export interface ListMetrics {
  /** Height of one row with its gap, in pixels. */
  readonly rowHeight: number;
  /** Coins side by side in one row. */
  readonly perRow: number;
}

/** Measures a drawn row (`[data-item]`), so that the style sheet alone decides sizes, and again when the list is resized. */
export function useListMetrics(list: RefObject<HTMLElement | null>, expected: ListMetrics, look: string): ListMetrics {
  const [metrics, setMetrics] = useState(expected);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed look changes sizes without any other sign.
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const measure = () => {
      const item = element.querySelector<HTMLElement>("[data-item]");
      if (item === null) return;
      const style = getComputedStyle(element);
      const gap = Number.parseFloat(style.rowGap) || 0;
      const perRow = style.display === "grid" ? style.gridTemplateColumns.split(" ").length : 1;
      const rowHeight = item.offsetHeight + gap;
      setMetrics((before) =>
        before.rowHeight === rowHeight && before.perRow === perRow ? before : { rowHeight, perRow },
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [list, look]);
  return metrics;
}
