import { Glyph } from "@/components/ui/glyph";
import { NumberTable } from "./number-table";
import { benchmarkColumns, type LiveView, type PretrendView } from "./present-pretrend";
import { ReliabilityChart } from "./reliability-chart";

function LiveRecord({ live }: { readonly live: LiveView }) {
  return (
    <div data-testid="pretrend-live">
      <h3 className="font-semibold text-fg text-table">Here, over the last 30 days</h3>
      <p className="mt-1 max-w-[70ch] text-fg">
        {live.direction === null ? null : <Glyph direction={live.direction} />} {live.sentence}
      </p>
      {live.detail === "" ? null : <p className="mt-1 max-w-[70ch] text-fg-2 text-table">{live.detail}</p>}
      {live.reliability === null ? null : (
        <div className="mt-3">
          <ReliabilityChart title="The model's own probabilities here" view={live.reliability} />
        </div>
      )}
    </div>
  );
}

/** What the pre-trend probability is worth: the gate's word, the days kept back, and the days since. */
export function PretrendSection({ view }: { readonly view: PretrendView }) {
  return (
    <section aria-labelledby="pretrend-title" className="rounded-card border border-line bg-surface-1 p-4">
      <h2 id="pretrend-title" className="font-semibold text-body text-fg">
        Pre-trend probability
      </h2>
      <p className="mt-2 max-w-[70ch] text-fg text-price" data-testid="pretrend-verdict">
        {view.verdict}
      </p>
      {view.reason === "" ? null : <p className="mt-1 max-w-[80ch] text-fg-2 text-table">{view.reason}</p>}
      {view.figures.length === 0 ? null : (
        <dl className="num mt-4 grid grid-cols-1 gap-4 sm:grid-cols-2 xl:grid-cols-4">
          {view.figures.map(({ name, value, note }) => (
            <div key={name}>
              <dt className="text-fg-2 text-meta">{name}</dt>
              <dd className="text-fg text-price">{value}</dd>
              <dd className="text-fg-3 text-meta">{note}</dd>
            </div>
          ))}
        </dl>
      )}
      <div className="mt-5 grid grid-cols-1 gap-x-8 gap-y-6 xl:grid-cols-2">
        {view.reliability === null ? null : (
          <ReliabilityChart title="On the days kept back: what the model said, what happened" view={view.reliability} />
        )}
        <div className="flex min-w-0 flex-col gap-6">
          {view.benchmarks.length === 0 ? null : (
            <NumberTable
              caption="The model beside its benchmarks on the days kept back"
              columns={benchmarkColumns}
              rows={view.benchmarks.map(({ name, cells }) => [name, ...cells])}
            />
          )}
          <LiveRecord live={view.live} />
        </div>
      </div>
      <p className="mt-3 text-fg-3 text-meta">{view.origin}</p>
    </section>
  );
}
