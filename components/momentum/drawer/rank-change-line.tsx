"use client";

import { useState } from "react";
import { Choice } from "@/components/ui/choice";
import { Glyph } from "@/components/ui/glyph";
import type { CoinDetail } from "@/lib/contracts/http/coin-answer";
import type { RankWindow } from "@/lib/momentum/rank-move";
import { presentRankChange, rankChangeSentence, windowLabels } from "../present-rank-change";

const USUAL_WINDOW: RankWindow = "1h";

/** Why the rank is not what it was, for the window the reader chooses; nothing where no earlier ranking knows the coin. */
export function RankChangeLine({ changes }: { readonly changes: CoinDetail["rank_changes"] }) {
  const [chosen, setChosen] = useState<RankWindow>(USUAL_WINDOW);
  const change = changes.find(({ since }) => since === chosen) ?? changes[0];
  if (!change) return null;
  const { direction, exact } = presentRankChange(change);
  return (
    <section className="flex flex-col gap-1.5 border-line border-t pt-3" aria-label="Why the rank changed">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <p className="num flex min-w-0 flex-1 basis-60 items-baseline gap-1.5 text-fg text-table">
          <Glyph direction={direction} />
          <span data-testid="rank-change">{rankChangeSentence(change, change.since)}</span>
        </p>
        {changes.length > 1 && (
          <Choice
            legend="Compared with"
            value={change.since}
            onChange={setChosen}
            options={changes.map(({ since }) => ({ value: since, label: windowLabels[since] }))}
          />
        )}
      </div>
      <p className="num text-fg-3 text-meta">{exact}</p>
    </section>
  );
}
