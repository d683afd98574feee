import { NumberTable } from "./number-table";
import type { ReliabilityView } from "./present-pretrend";

const SIZE = 240;
const at = (percent: number): number => (percent / 100) * SIZE;
/** Area, not radius, says how many. */
const radiusOf = (weight: number): number => 2.5 + 4.5 * Math.sqrt(weight);

/** What was said against what happened: on the diagonal the two agree. */
export function ReliabilityChart({ title, view }: { readonly title: string; readonly view: ReliabilityView }) {
  return (
    <figure className="min-w-0" data-testid="reliability">
      <figcaption className="text-meta text-fg-2">{title}</figcaption>
      <div className="num mt-2 grid max-w-80 grid-cols-[auto_minmax(0,1fr)] gap-x-2 text-fg-3 text-meta">
        <span aria-hidden="true" className="flex flex-col justify-between text-right">
          <span>{view.end}</span>
          <span className="-rotate-180 self-center [writing-mode:vertical-rl]">happened</span>
          <span>0%</span>
        </span>
        <svg
          viewBox={`0 0 ${SIZE} ${SIZE}`}
          role="img"
          aria-label={`${title}. ${view.dots.map(({ sentence }) => sentence).join(" ")}`}
          className="w-full border border-line bg-surface-1"
        >
          <path d={`M0 ${SIZE}L${SIZE} 0`} className="stroke-line-strong" fill="none" />
          <path
            d={`M${at(view.baseAt)} 0V${SIZE}M0 ${SIZE - at(view.baseAt)}H${SIZE}`}
            className="stroke-line-strong"
            strokeDasharray="3 4"
            fill="none"
          />
          {view.dots.map((dot) => (
            <circle
              key={dot.key}
              cx={at(dot.x)}
              cy={SIZE - at(dot.y)}
              r={radiusOf(dot.weight)}
              className="fill-accent stroke-surface-1"
            >
              <title>{dot.sentence}</title>
            </circle>
          ))}
        </svg>
        <span />
        <span aria-hidden="true" className="flex justify-between">
          <span>0%</span>
          <span>said</span>
          <span>{view.end}</span>
        </span>
      </div>
      <p className="mt-1 text-fg-3 text-meta">Solid line: said and happened agree. Dashed: {view.baseText}.</p>
      <details className="mt-1 text-meta text-fg-2">
        <summary className="w-fit pointer-coarse:py-3.5">As table</summary>
        <NumberTable
          caption={title}
          columns={["Said", "Happened", "Samples"]}
          rows={view.dots.map(({ cells }) => cells)}
        />
      </details>
    </figure>
  );
}
