import { expect, type Locator, type Page, type Response } from "@playwright/test";

/** `/momentum` as its reader sees it: everything is found by role and accessible name. */
export class MomentumPage {
  readonly cards: Locator;
  readonly table: Locator;
  readonly rows: Locator;
  readonly search: Locator;
  readonly count: Locator;
  readonly drawer: Locator;
  readonly connection: Locator;
  readonly strip: Locator;

  constructor(readonly page: Page) {
    this.cards = page.getByRole("main").getByRole("article");
    this.table = page.getByRole("main").getByRole("table");
    this.rows = this.table.getByRole("row").filter({ has: page.getByRole("rowheader") });
    this.search = page.getByRole("searchbox", { name: "Find coins by symbol, name or id" });
    this.count = page.getByRole("status").filter({ hasText: /^[\d,]+ .*ranked/ });
    this.drawer = page.getByTestId("coin-drawer");
    this.connection = page.getByTestId("connection-sign");
    this.strip = page.getByTestId("list-strip");
  }

  async open(query = ""): Promise<Response | null> {
    const response = await this.page.goto(`/momentum${query}`);
    await this.ready();
    return response;
  }

  /** Once the stream is open the page has taken over from the server's HTML. */
  async ready(): Promise<void> {
    await expect(this.connection).toHaveText("Stream", { timeout: 20_000 });
  }

  /** Cards or rows, whichever are drawn. */
  get items(): Locator {
    return this.cards.or(this.rows);
  }

  /** The link that is a coin's name; it opens the drawer. */
  get coinLinks(): Locator {
    return this.items.getByRole("link");
  }

  coinLink(symbol: string): Locator {
    return this.items.getByRole("link", { name: symbol, exact: true }).first();
  }

  symbols(): Promise<string[]> {
    return this.coinLinks.allTextContents();
  }

  /** Scores as screen readers hear them, in the order of the list. */
  async scores(): Promise<number[]> {
    const texts = await this.items.getByText(/^score [\d.]+ of/).allTextContents();
    return texts.map((text) => Number(/[\d.]+/.exec(text)?.[0]));
  }

  async total(): Promise<number> {
    const text = (await this.count.textContent()) ?? "";
    return Number(/^[\d,]+/.exec(text)?.[0].replaceAll(",", ""));
  }

  async choose(view: "Cards" | "Table"): Promise<void> {
    await this.page.getByRole("group", { name: "View" }).getByText(view).click();
    await expect(view === "Table" ? this.table : this.cards.first()).toBeVisible();
  }

  async openFilters(): Promise<Locator> {
    await this.page.getByRole("button", { name: "Filter", exact: true }).click();
    const layer = this.page.getByRole("dialog", { name: "Filters" });
    await expect(layer).toBeVisible();
    return layer;
  }

  async fillFilter(label: string, text: string): Promise<void> {
    const layer = await this.openFilters();
    await layer.getByLabel(label).fill(text);
    await this.page.keyboard.press("Enter");
    await this.page.keyboard.press("Escape");
    await expect(layer).toBeHidden();
  }

  header(name: string): Locator {
    return this.table.getByRole("columnheader", { name });
  }

  async openCoin(symbol: string): Promise<void> {
    await this.coinLink(symbol).click();
    await this.drawerLoaded();
  }

  async drawerLoaded(): Promise<void> {
    await expect(this.drawer.getByTestId("drawer-score")).toBeVisible();
  }

  /** The points of every bar of the waterfall and the total under them, read in one moment. */
  async waterfall(): Promise<{ parts: number[]; total: number; headline: number }> {
    return this.drawer.evaluate((drawer) => {
      const read = (text: string | null | undefined) => Number(/(\d+\.\d) ?\//.exec(text ?? "")?.[1]);
      const lines = [...drawer.querySelectorAll("[role=tabpanel] summary")].map((line) => line.textContent);
      const total = [...drawer.querySelectorAll("[role=tabpanel] p")].find((line) =>
        line.textContent?.startsWith("Total"),
      );
      return {
        parts: lines.filter((line) => /\d ?\/ ?\d/.test(line ?? "")).map(read),
        total: read(total?.textContent),
        headline: Number(drawer.querySelector("[data-testid=drawer-score]")?.textContent),
      };
    });
  }

  /** Whether the page can be scrolled sideways; the table's own frame may be. */
  sidewaysOverflow(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  }
}
