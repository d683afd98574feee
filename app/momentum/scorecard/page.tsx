import type { Metadata } from "next";
import { readScorecards } from "@/app/api/market/scorecard/read-scorecards";
import { webServices } from "@/app/api/web-services";
import { readMarket } from "@/app/read-market";
import { ScorecardScreen } from "@/components/momentum/scorecard/scorecard-screen";
import { toScorecardAnswer } from "@/lib/contracts/http/scorecard-wire";

export const metadata: Metadata = { title: "Scorecard · GhostQuant" };

export default async function ScorecardPage() {
  const parts = await readScorecards(webServices(), await readMarket());
  return <ScorecardScreen answer={toScorecardAnswer(parts)} />;
}
