import { DivergingBar } from "@/components/charts/diverging-bar";
import { ScaleLine } from "@/components/charts/scale-line";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { Facts } from "./facts";
import { type FactorView, presentPretrend } from "./present-pretrend";

/** More than these are read only by who asks. */
const FACTORS_SHOWN = 8;

function FactorList({ factors }: { readonly factors: readonly FactorView[] }) {
  return (
    <ul>
      {factors.map((factor) => (
        <li
          key={factor.name}
          className="grid grid-cols-[minmax(0,1fr)_48px_minmax(0,112px)_48px] items-center gap-x-2 border-line border-b py-1 text-table last:border-b-0"
        >
          <span className="text-fg-2">{factor.name}</span>
          <span className="num text-right text-fg-3">{factor.value}</span>
          <DivergingBar share={factor.share} />
          <span className="num text-right font-medium text-fg">{factor.logOdds}</span>
        </li>
      ))}
    </ul>
  );
}

function Factors({ factors }: { readonly factors: readonly FactorView[] }) {
  if (factors.length === 0) return null;
  const smaller = factors.slice(FACTORS_SHOWN);
  return (
    <section className="flex flex-col gap-1" aria-label="Factors">
      <p className="flex justify-between text-fg-2 text-meta">
        <span>Factors, in log-odds</span>
        <span>lower ‹ › higher</span>
      </p>
      <FactorList factors={factors.slice(0, FACTORS_SHOWN)} />
      {smaller.length > 0 && (
        <details className="text-fg-2 text-meta">
          <summary className="w-fit cursor-pointer pointer-coarse:py-3.5">{smaller.length} smaller ones</summary>
          <FactorList factors={smaller} />
        </details>
      )}
    </section>
  );
}

/** How likely the move goes on: the probability beside what any coin has, what it is made of, and how good the model is. */
export function PretrendTab({ detail }: { readonly detail: CoinDetail }) {
  const view = presentPretrend(detail.pretrend_details);
  if (view.kind === "missing") {
    return (
      <p className="text-fg-2 text-table" data-testid="pretrend-missing">
        {view.reason}
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-5" data-testid="pretrend-tab">
      <div className="flex flex-col gap-1">
        <p className="num font-semibold text-fg text-score">{view.probabilityText}</p>
        {view.gate === null ? (
          <p className="text-fg text-table">{view.sentence}</p>
        ) : (
          <p className="rounded-chip bg-surface-2 px-3 py-2 text-fg text-table" data-testid="pretrend-gate">
            {view.gate}
          </p>
        )}
        <ScaleLine
          sentence={view.sentence}
          value={view.probability}
          range={view.range}
          marks={[{ at: view.baseRate, label: view.baseText }]}
          ends={["0%", "100%"]}
        />
        {view.range && <p className="text-fg-3 text-meta">The band is the 90% range of the calibration.</p>}
      </div>
      <Factors factors={view.factors} />
      {view.rationale && <p className="text-fg-2 text-table">{view.rationale}</p>}
      <section className="flex flex-col gap-1" aria-label="Model">
        <h3 className="text-fg-2 text-meta">Model</h3>
        <Facts facts={view.card} />
      </section>
    </div>
  );
}
