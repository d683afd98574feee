import { expect, type Locator, type Page } from "@playwright/test";

/** `/alerts` and the builder, as their reader sees them. */
export class AlertsPage {
  readonly builder: Locator;
  readonly threshold: Locator;
  readonly save: Locator;
  readonly inbox: Locator;
  readonly rows: Locator;

  constructor(readonly page: Page) {
    this.builder = page.getByTestId("rule-builder");
    this.threshold = this.builder.getByLabel("Threshold");
    this.save = this.builder.getByTestId("save-alert");
    this.inbox = page.getByTestId("inbox");
    this.rows = page.getByTestId("alert-row");
  }

  async open(): Promise<void> {
    await this.page.goto("/alerts");
    await expect(this.page.getByTestId("alerts-page")).toBeVisible();
  }

  tab(name: "Alerts" | "History" | "Channels"): Locator {
    return this.page.getByRole("tab", { name });
  }

  /** An entry of an alert's menu; by default the menu closes with it. */
  async choose(row: Locator, label: string, closes = true): Promise<void> {
    await row.getByTestId("alert-menu").click();
    const entry = this.page.getByRole("dialog").getByRole("button", { name: label, exact: true });
    await entry.click();
    if (closes) await expect(entry).toBeHidden();
  }
}
