import { test as base, expect, type Page } from "@playwright/test";
import { CoinPage } from "./pages/coin-page";
import { MomentumPage } from "./pages/momentum-page";
import { StatusPage } from "./pages/status-page";
import { Product } from "./product";

/** Everything the browser complained of: console errors and warnings, and exceptions nobody caught. */
export class Complaints {
  private readonly heard: string[] = [];
  private readonly expected: RegExp[] = [];

  constructor(page: Page) {
    page.on("console", (message) => {
      if (message.type() !== "error" && message.type() !== "warning") return;
      // "Failed to load resource" does not say which.
      this.heard.push(`${message.text()} ${message.location().url}`.trim());
    });
    page.on("pageerror", (error) => this.heard.push(`uncaught: ${error.message}`));
  }

  /** A test that takes the network or a process away says what the browser will say of it. */
  expect(...patterns: RegExp[]): void {
    this.expected.push(...patterns);
  }

  unexpected(): string[] {
    return this.heard.filter((text) => !this.expected.some((pattern) => pattern.test(text)));
  }
}

interface Journey {
  momentum: MomentumPage;
  coinPage: CoinPage;
  status: StatusPage;
  product: Product;
  complaints: Complaints;
}

/** A test with the product's pages at hand; it fails when the browser's console was not clean. */
export const test = base.extend<Journey>({
  complaints: [
    async ({ page }, use) => {
      const complaints = new Complaints(page);
      await use(complaints);
      expect(complaints.unexpected()).toEqual([]);
    },
    { auto: true },
  ],
  momentum: async ({ page }, use) => use(new MomentumPage(page)),
  coinPage: async ({ page }, use) => use(new CoinPage(page)),
  status: async ({ page }, use) => use(new StatusPage(page)),
  product: async ({ playwright, baseURL }, use) => {
    const request = await playwright.request.newContext(baseURL === undefined ? {} : { baseURL });
    await use(new Product(request, process.env.E2E_MARKET_URL));
    await request.dispose();
  },
});

export { expect };
