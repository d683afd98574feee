"use client";

import Link from "next/link";
import { ExportMenu } from "@/components/ui/export-menu";
import { givenSubject } from "@/hooks/export-subjects";
import { useAddress } from "@/hooks/use-address";
import type { ScorecardAnswer } from "@/lib/contracts/http/scorecard";
import { presentPretrend } from "./present-pretrend";
import { presentScore } from "./present-scorecard";
import { PretrendSection } from "./pretrend-section";
import { ScoreSection } from "./score-section";
import { parseScorecardQuery, serializeScorecardQuery } from "./scorecard-query";
import { scorecardRows } from "./scorecard-rows";

const method = [
  "At each moment the ranked coins are put into tenths by score. Equal scores share a tenth.",
  "A return is ln(later price ÷ price) over the coin's own usual move of that length (σ1h × √hours), with σ from closes up to the moment.",
  "The rank correlation is Spearman's within a moment, averaged over moments; 1 is perfect order, 0 none, −1 reversed.",
  "Intervals resample whole days (24 hours) or weeks (7 days), because windows overlap. Fewer than eight give no interval.",
  "A window counts only once it is over. A coin without a later price is left out and counted, never taken as unchanged.",
];

function scorecardSubject(answer: ScorecardAnswer) {
  const given = () => ({ rows: scorecardRows(answer.score), asOf: answer.as_of });
  return givenSubject("scorecard", "the scorecard: every tenth of every measure", given);
}

/** What our own claims were worth, whatever it is. */
export function ScorecardScreen({ answer }: { readonly answer: ScorecardAnswer }) {
  const { parsed, go } = useAddress(parseScorecardQuery, serializeScorecardQuery);
  const { query } = parsed;
  const score = presentScore(answer.score, query);
  return (
    <div className="flex flex-col gap-4 px-3 pt-3 pb-6 md:px-4">
      <div>
        <Link href="/momentum" className="target inline-flex items-center text-accent text-table">
          ‹ Momentum
        </Link>
        <div className="flex items-center justify-between gap-4">
          <h1 className="font-semibold text-fg text-title">Scorecard</h1>
          <ExportMenu subject={scorecardSubject(answer)} />
        </div>
        <p className="text-fg-2">What followed past scores and probabilities, published whatever it says.</p>
      </div>
      <ScoreSection view={score} query={query} onChange={(next) => go(next, "replace")} />
      <div className="grid grid-cols-1 gap-4 xl:grid-cols-2">
        <section aria-labelledby="method-title" className="rounded-card border border-line bg-surface-1 p-4">
          <h2 id="method-title" className="font-semibold text-body text-fg">
            How it is measured
          </h2>
          <ul className="mt-2 flex max-w-[80ch] list-disc flex-col gap-1 pl-5 text-fg-2 text-table">
            {method.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
        <section aria-labelledby="caveats-title" className="rounded-card border border-line bg-surface-1 p-4">
          <h2 id="caveats-title" className="font-semibold text-body text-fg">
            What it does not say
          </h2>
          <ul className="mt-2 flex max-w-[80ch] list-disc flex-col gap-1 pl-5 text-fg-2 text-table">
            {score.caveats.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
      </div>
      <PretrendSection view={presentPretrend(answer.pretrend)} />
    </div>
  );
}
