import type { Metadata } from "next";
import { BacktestScreen } from "@/components/backtests/backtest-screen";

export const metadata: Metadata = { title: "Backtest · GhostQuant" };

export default async function BacktestPage({ params }: { readonly params: Promise<{ id: string }> }) {
  return <BacktestScreen id={decodeURIComponent((await params).id)} />;
}
