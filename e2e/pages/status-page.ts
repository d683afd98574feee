import { expect, type Locator, type Page } from "@playwright/test";

/** `/status` as an operator reads it. */
export class StatusPage {
  readonly summary: Locator;

  constructor(readonly page: Page) {
    this.summary = page.getByRole("main").getByRole("status");
  }

  async open(): Promise<void> {
    await this.page.goto("/status");
    await expect(this.section("Processes").getByRole("row").first()).toBeVisible();
  }

  section(title: string): Locator {
    return this.page
      .getByRole("main")
      .locator("section")
      .filter({
        has: this.page.getByRole("heading", { name: title, exact: true }),
      });
  }

  line(title: string, name: RegExp): Locator {
    return this.section(title)
      .getByRole("row")
      .filter({ has: this.page.getByRole("rowheader", { name }) });
  }
}
