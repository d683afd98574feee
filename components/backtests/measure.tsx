import { Unknown } from "@/components/ui/unknown";
import { backtestDefinitions } from "@/lib/contracts/backtest-definitions";
import type { BacktestMetrics } from "@/lib/contracts/http/backtest-result";
import { DASH } from "@/lib/format/glyph";

export interface MeasureProps {
  readonly text: string;
  readonly of: keyof BacktestMetrics;
  /** Why it is a dash here; when absent, when it is one at all. */
  readonly reason?: string | null;
}

/** A measure as text; a dash has its reason with it. */
export function Measure({ text, of, reason }: MeasureProps) {
  if (text !== DASH) return text;
  return <Unknown reason={reason ?? backtestDefinitions[of].missing ?? "It was not measured."} />;
}
