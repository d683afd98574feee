import type { Metadata } from "next";
import { readScorecards } from "@/app/api/market/scorecard/read-scorecards";
import { webServices } from "@/app/api/web-services";
import { readMarket } from "@/app/read-market";
import { ScorecardScreen } from "@/components/momentum/scorecard/scorecard-screen";
import { marketNow } from "@/lib/market/clock";

export const metadata: Metadata = { title: "Scorecard · GhostQuant" };

export default async function ScorecardPage() {
  const { clock, wallNow } = await readMarket();
  const now = clock === null ? wallNow : marketNow(clock, wallNow);
  return <ScorecardScreen answer={await readScorecards(webServices(), now)} />;
}
