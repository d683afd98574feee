/** Tokens that a canvas draws with; it cannot parse `oklch()`, so they are read as the browser shows them. */
export const chartTokens = [
  "surface-1",
  "line",
  "line-strong",
  "fg",
  "fg-2",
  "fg-3",
  "accent",
  "up-mark",
  "down-mark",
  "missing",
  "cluster-1",
  "cluster-2",
  "cluster-3",
  "cluster-4",
  "cluster-5",
  "cluster-6",
  "cluster-7",
  "cluster-8",
] as const;
export type ChartToken = (typeof chartTokens)[number];

/** A colour of the theme in force, as `rgba()` with the opacity asked for. */
export type ChartColours = (token: ChartToken, opacity?: number) => string;

/** Reads the theme's colours through a hidden element, which resolves `light-dark()`, and one pixel, which resolves `oklch()`. */
export function readChartColours(): ChartColours {
  const probe = document.createElement("span");
  document.body.append(probe);
  const canvas = document.createElement("canvas");
  canvas.width = 1;
  canvas.height = 1;
  const pixel = canvas.getContext("2d", { willReadFrequently: true });
  const known = new Map<ChartToken, string>();
  for (const token of chartTokens) {
    probe.style.color = `var(--${token})`;
    if (pixel === null) continue;
    pixel.fillStyle = getComputedStyle(probe).color;
    pixel.fillRect(0, 0, 1, 1);
    known.set(token, [...pixel.getImageData(0, 0, 1, 1).data.slice(0, 3)].join(", "));
  }
  probe.remove();
  return (token, opacity = 1) => `rgba(${known.get(token) ?? "128, 128, 128"}, ${opacity})`;
}

/** Calls back when the reader, or the system, changes theme or palette. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "data-palette"] });
  const query = window.matchMedia("(prefers-color-scheme: dark)");
  query.addEventListener("change", listener);
  return () => {
    observer.disconnect();
    query.removeEventListener("change", listener);
  };
}
