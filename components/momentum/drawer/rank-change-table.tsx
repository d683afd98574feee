import { Glyph } from "@/components/ui/glyph";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { presentRankChange, rankHistorySentence, windowLabels } from "../present-rank-change";

/** Why it moved, for each window: ranks, own reasons, and what the others did. */
export function RankChangeTable({ changes }: { readonly changes: CoinDetail["rank_changes"] }) {
  const empty = rankHistorySentence(changes);
  if (empty !== null) return <p className="text-fg-3 text-meta">{empty}</p>;
  return (
    <table className="num w-full text-table">
      <caption className="sr-only">Why the rank moved</caption>
      <thead className="text-fg-3 text-meta">
        <tr>
          <th scope="col" className="py-1 pr-3 text-left font-normal">
            Within
          </th>
          <th scope="col" className="py-1 pr-3 text-left font-normal">
            Rank
          </th>
          <th scope="col" className="py-1 text-left font-normal">
            Why
          </th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => {
          const view = presentRankChange(change);
          return (
            <tr key={change.since} className="border-line border-t align-top">
              <th scope="row" className="whitespace-nowrap py-1.5 pr-3 text-left font-normal text-fg-2">
                {windowLabels[change.since]}
              </th>
              <td className="whitespace-nowrap py-1.5 pr-3 text-fg">
                <span className="inline-flex items-center gap-1.5">
                  <Glyph direction={view.direction} />
                  {view.ranks}
                </span>
              </td>
              <td className="py-1.5 text-fg-2">
                {view.reasons}
                <span className="block text-fg-3 text-meta">{view.exact}</span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
