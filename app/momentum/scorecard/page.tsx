import type { Metadata } from "next";
import { readScorecards } from "@/app/api/market/scorecard/read-scorecards";
import { webServices } from "@/app/api/web-services";
import { readMarket } from "@/app/read-market";
import { ScorecardScreen } from "@/components/momentum/scorecard/scorecard-screen";

export const metadata: Metadata = { title: "Scorecard · GhostQuant" };

export default async function ScorecardPage() {
  return <ScorecardScreen answer={await readScorecards(webServices(), await readMarket())} />;
}
