import { expect, type Locator, type Page, type Response } from "@playwright/test";

/** `/momentum/{id}` as its reader sees it. */
export class CoinPage {
  readonly root: Locator;
  readonly heading: Locator;
  readonly chart: Locator;
  readonly reading: Locator;
  readonly closesOnly: Locator;
  readonly candidates: Locator;
  readonly connection: Locator;

  constructor(readonly page: Page) {
    this.root = page.getByTestId("coin-page");
    this.heading = page.getByRole("heading", { level: 1 });
    this.chart = page.getByTestId("candle-chart");
    this.reading = page.getByTestId("candle-reading");
    this.closesOnly = page.getByTestId("closes-only");
    this.candidates = page.getByTestId("coin-candidates");
    this.connection = page.getByTestId("connection-sign");
  }

  async open(id: string): Promise<Response | null> {
    const response = await this.page.goto(`/momentum/${encodeURIComponent(id)}`);
    await expect(this.connection).toHaveText("Stream", { timeout: 20_000 });
    return response;
  }

  section(name: string): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  /** Points of the six bars, and the score they must sum to. */
  async waterfall(): Promise<{ parts: number[]; headline: number }> {
    const section = this.section("Score now");
    return section.evaluate((element) => ({
      parts: [...element.querySelectorAll("summary")]
        .map((line) => /(\d+\.\d) ?\/ ?\d/.exec(line.textContent ?? "")?.[1])
        .flatMap((points) => (points === undefined ? [] : [Number(points)])),
      headline: Number(element.querySelector("[data-testid=drawer-score]")?.textContent),
    }));
  }
}
