import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import { PriceLine, RankAndScore, SubScoreLines } from "./history-charts";
import { RankChangeTable } from "./rank-change-table";

/** How it came to be: rank and score on one axis, the parts, the reasons. */
export function HistoryTab({ detail }: { readonly detail: CoinDetail }) {
  return (
    <div className="flex flex-col gap-6">
      <RankAndScore detail={detail} />
      <section className="flex flex-col gap-2">
        <h3 className="font-semibold text-fg text-table">Why it moved</h3>
        <RankChangeTable changes={detail.rank_changes} />
      </section>
      <section className="flex flex-col gap-2">
        <h3 className="font-semibold text-fg text-table">Parts of the score</h3>
        <SubScoreLines detail={detail} />
      </section>
      <PriceLine detail={detail} />
    </div>
  );
}
