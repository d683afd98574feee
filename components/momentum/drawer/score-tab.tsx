import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { presentNeighbours } from "../present-rank-change";
import { Facts } from "./facts";
import { chartGap, presentHeadline, presentInputs } from "./present-coin";
import { RankChangeLine } from "./rank-change-line";
import { ScoreWaterfall } from "./score-waterfall";

/** What the score is made of, why the rank moved, and how far the next rank is away. */
export function ScoreTab({ detail }: { readonly detail: CoinDetail }) {
  const headline = presentHeadline(detail);
  const gap = chartGap(detail);
  const neighbours = presentNeighbours(detail);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <p className="num flex flex-wrap items-baseline gap-x-3">
          <span className="font-semibold text-fg text-score" data-testid="drawer-score">
            {headline.score}
          </span>
          <span className="text-fg-2 text-table">{headline.ofMax}</span>
          {headline.percentile && <span className="text-fg-2 text-table">{headline.percentile}</span>}
          <span className="ml-auto font-medium text-fg text-price">{headline.price}</span>
        </p>
        <p className="text-fg-2 text-table">
          <strong className="font-semibold text-fg">{headline.band}</strong> · {headline.quality}
        </p>
        <p className="text-fg-3 text-meta">{headline.bandSentence}</p>
        {[...headline.notes, ...(gap === null ? [] : [gap])].map((note) => (
          <p key={note} className="text-meta text-stale">
            {note}
          </p>
        ))}
      </div>
      <ScoreWaterfall explain={detail.explain} score={detail.momentum_score} />
      <RankChangeLine changes={detail.rank_changes} />
      {neighbours && <p className="num text-fg-2 text-table">{neighbours}</p>}
      <p className="text-fg-3 text-meta">{headline.baseline}</p>
      <details className="text-table">
        <summary className="w-fit cursor-pointer text-accent pointer-coarse:py-3.5">Show inputs</summary>
        <div className="mt-2">
          <Facts facts={presentInputs(detail)} />
        </div>
      </details>
    </div>
  );
}
