import type { CoinHistory } from "./bars";
import { runStrategy } from "./engine";
import { HoldStrategy } from "./hold-strategy";
import type { EquityCurve } from "./metrics/daily-returns";
import type { Rules } from "./parameters";
import type { BarWindow } from "./simulate";

/** The coins bought once and kept over the traded window, in equal parts, with the fees and slippage of the run. */
export function holdCoins(histories: readonly CoinHistory[], rules: Rules, window: BarWindow): EquityCurve {
  return runStrategy(histories, new HoldStrategy(histories), rules, window);
}
