import Link from "next/link";
import type { CoinCandidate } from "@/lib/contracts/http/coin-detail";
import { coinPageAddress } from "../coin-address";
import { candidateLine } from "./present-page";

/** Coins that may have been meant, each with what tells it from the others. */
export function CoinCandidates({ candidates }: { readonly candidates: readonly CoinCandidate[] }) {
  return (
    <ul className="flex flex-col" data-testid="coin-candidates">
      {candidates.map((candidate) => {
        const line = candidateLine(candidate);
        return (
          <li key={candidate.id} className="border-line border-b last:border-b-0">
            <Link
              href={coinPageAddress(candidate.id)}
              className="num flex min-h-11 flex-wrap items-center gap-x-3 py-1.5 hover:bg-surface-2"
            >
              <span className="font-semibold text-fg">{line.symbol}</span>
              <span className="text-fg-2">{line.name}</span>
              <span className="ml-auto text-fg-2 text-table">{line.marketCap}</span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
