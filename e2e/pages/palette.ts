import type { Locator, Page } from "@playwright/test";
import { expect } from "@playwright/test";

/** The palette as its reader uses it: one field, one list, no mouse. */
export class Palette {
  readonly dialog: Locator;
  readonly field: Locator;
  readonly options: Locator;
  readonly active: Locator;

  constructor(readonly page: Page) {
    this.dialog = page.getByTestId("palette");
    this.field = this.dialog.getByRole("combobox");
    this.options = this.dialog.getByRole("option");
    this.active = this.dialog.getByRole("option", { selected: true });
  }

  async open(): Promise<void> {
    await this.page.keyboard.press("Control+k");
    await expect(this.field).toBeFocused();
  }

  /** Types a question and takes the first answer that reads so. */
  async run(question: string, answer: string | RegExp): Promise<void> {
    await this.open();
    await this.page.keyboard.type(question);
    await expect(this.active).toContainText(answer);
    await this.page.keyboard.press("Enter");
    await expect(this.dialog).toHaveCount(0);
  }
}
