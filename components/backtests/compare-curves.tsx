import { formatChange } from "@/lib/format/percent";
import { formatDay } from "@/lib/format/time";
import { layoutCurves } from "./layout-curves";
import type { EquityPoint } from "./layout-equity";

const BOX = { width: 800, height: 160 };
/** Told apart by dashes, so that colour is never needed. */
const dashes = ["", "6 4", "2 3", "10 3 2 3"] as const;
const tones = ["stroke-accent", "stroke-fg", "stroke-fg-2", "stroke-fg-2"] as const;
const gain = (equity: number) => formatChange((equity - 1) * 100);

export interface ComparedCurve {
  readonly id: string;
  readonly name: string;
  readonly points: readonly EquityPoint[];
}

function Swatch({ index }: { readonly index: number }) {
  return (
    <svg viewBox="0 0 28 4" className="inline-block h-1 w-7 shrink-0" aria-hidden="true">
      <path d="M0 2H28" className={tones[index]} strokeWidth={2} strokeDasharray={dashes[index]} />
    </svg>
  );
}

/** The curves of compared runs on one scale; each has its own dashes. */
export function CompareCurves({ curves }: { readonly curves: readonly ComparedCurve[] }) {
  const layout = layoutCurves(
    curves.map(({ points }) => points),
    BOX,
  );
  if (layout === null) return null;
  const day = (seconds: number) => formatDay(seconds * 1_000);
  return (
    <figure className="flex min-w-0 flex-col gap-1" data-testid="compare-curves">
      <figcaption className="num flex flex-col text-fg-2 text-meta">
        {curves.map(({ id, name, points }, index) => (
          <span key={id} className="flex items-center gap-2">
            <Swatch index={index} />
            <span className="min-w-0 flex-1">{name}</span>
            <span className="text-fg">{gain(points.at(-1)?.equity ?? 1)}</span>
          </span>
        ))}
      </figcaption>
      <svg
        viewBox={`0 0 ${BOX.width} ${BOX.height}`}
        preserveAspectRatio="none"
        className="mt-1 block w-full overflow-visible"
        style={{ height: BOX.height }}
        aria-hidden="true"
      >
        {layout.paths.map((path, index) => (
          <path
            key={curves[index]?.id}
            d={path}
            fill="none"
            className={tones[index]}
            strokeWidth={index === 0 ? 2 : 1.5}
            strokeDasharray={dashes[index]}
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
      <div className="num flex justify-between text-fg-3 text-meta">
        <span>{day(layout.from)}</span>
        <span>
          {gain(layout.low)} … {gain(layout.high)}
        </span>
        <span>{day(layout.to)}</span>
      </div>
    </figure>
  );
}
