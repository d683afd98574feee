import { Choice } from "@/components/ui/choice";
import { Glyph } from "@/components/ui/glyph";
import { IntervalBars } from "./interval-bars";
import { NumberTable } from "./number-table";
import { decileColumns, type ScoreView } from "./present-scorecard";
import type { ScorecardQuery } from "./scorecard-query";

interface ScoreSectionProps {
  readonly view: ScoreView;
  readonly query: ScorecardQuery;
  readonly onChange: (query: ScorecardQuery) => void;
}

function Switches({ query, onChange }: Pick<ScoreSectionProps, "query" | "onChange">) {
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-2">
      <Choice
        legend="Measured on"
        showLegend
        value={query.history}
        onChange={(history) => onChange({ ...query, history })}
        options={[
          { value: "recorded", label: "Recording" },
          { value: "own", label: "Own history" },
        ]}
      />
      <Choice
        legend="Followed for"
        showLegend
        value={query.horizon}
        onChange={(horizon) => onChange({ ...query, horizon })}
        options={[
          { value: "24h", label: "24 hours" },
          { value: "7d", label: "7 days" },
        ]}
      />
      <Choice
        legend="Coins"
        showLegend
        value={query.coins}
        onChange={(coins) => onChange({ ...query, coins })}
        options={[
          { value: "all", label: "All" },
          { value: "large", label: "Large, liquid" },
          { value: "small", label: "Small" },
        ]}
      />
    </div>
  );
}

/** Every reading at once, so that nobody can pick the one that suits. */
function AllReadings({ all }: Pick<ScoreView, "all">) {
  return (
    <div className="overflow-x-auto">
      <table className="num w-full text-table" data-testid="all-readings">
        <caption className="pb-1 text-left text-fg-2 text-meta">
          Rank correlation of score and later return, 95% interval; = where it holds zero
        </caption>
        <thead className="text-fg-2">
          <tr className="border-line border-b text-left">
            <th scope="col" className="py-1.5 pr-3 font-medium">
              Coins
            </th>
            <th scope="col" className="py-1.5 pr-3 font-medium">
              Next 24 hours
            </th>
            <th scope="col" className="py-1.5 font-medium">
              Next 7 days
            </th>
          </tr>
        </thead>
        <tbody>
          {all.map(({ coins, readings }) => (
            <tr key={coins} className="border-line border-b align-top last:border-b-0">
              <th scope="row" className="py-1.5 pr-3 text-left font-medium text-fg">
                {coins}
              </th>
              {readings.map((reading, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells are positional columns
                <td key={index} className="py-1.5 pr-3 text-fg">
                  {reading.direction === null ? null : <Glyph direction={reading.direction} />} {reading.text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What followed past scores: the finding in words, then its numbers. */
export function ScoreSection({ view, query, onChange }: ScoreSectionProps) {
  const { measure } = view;
  return (
    <section aria-labelledby="score-title" className="rounded-card border border-line bg-surface-1 p-4">
      <h2 id="score-title" className="font-semibold text-body text-fg">
        Momentum score
      </h2>
      {measure === null ? (
        <p role="status" className="mt-2 text-fg text-price" data-testid="score-verdict">
          {view.empty}
        </p>
      ) : (
        <>
          <p role="status" className="mt-2 max-w-[70ch] text-fg text-price" data-testid="score-verdict">
            {measure.direction === null ? null : <Glyph direction={measure.direction} />} {measure.sentence}
          </p>
          <p className="mt-1 max-w-[80ch] text-fg-2 text-table">{measure.basis}</p>
        </>
      )}
      <div className="mt-4">
        <Switches query={query} onChange={onChange} />
      </div>
      {measure === null ? null : (
        <>
          <div className="mt-4 grid grid-cols-1 gap-x-8 gap-y-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            <IntervalBars bars={measure.bars} ends={measure.ends} />
            <AllReadings all={view.all} />
          </div>
          <div className="mt-6">
            <NumberTable caption="Tenths by score" columns={decileColumns} rows={measure.rows} />
          </div>
        </>
      )}
      {view.origin === "" ? null : <p className="mt-3 text-fg-3 text-meta">{view.origin}</p>}
    </section>
  );
}
