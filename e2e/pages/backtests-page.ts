import type { Locator, Page } from "@playwright/test";

/** Candles are fetched, every hour is scored, and random entries are drawn: seconds, not milliseconds. */
export const FINISHED_MS = 90_000;

export class BacktestsPage {
  constructor(readonly page: Page) {}

  get form(): Locator {
    return this.page.getByTestId("backtest-form");
  }
  get run(): Locator {
    return this.page.getByTestId("run-backtest");
  }
  get status(): Locator {
    return this.page.getByTestId("backtest-status");
  }
  get result(): Locator {
    return this.page.getByTestId("backtest-result");
  }

  async open(query = ""): Promise<void> {
    await this.page.goto(`/backtests${query}`);
    await this.form.waitFor();
  }

  field(name: "from" | "to" | "threshold" | "holdHours" | "stopLoss" | "takeProfit" | "fee" | "slippage"): Locator {
    return this.page.getByTestId(`backtest-${name}`);
  }
}
