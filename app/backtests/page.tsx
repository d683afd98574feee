import type { Metadata } from "next";
import { BacktestsScreen } from "@/components/backtests/backtests-screen";

export const metadata: Metadata = { title: "Backtests · GhostQuant" };

export default function BacktestsPage() {
  return <BacktestsScreen />;
}
