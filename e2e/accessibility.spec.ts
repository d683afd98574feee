import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./journey";

/** What axe calls serious or critical, in words that fit into a failure message. */
async function seriousIssues(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) =>
      nodes.slice(0, 5).map((node) => `${id}: ${help} at ${node.target.join(" ")}\n${node.failureSummary}`),
    );
}

for (const theme of ["dark", "light"] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test.beforeEach(async ({ context, baseURL }) => {
      await context.addCookies([{ name: "ghostquant_look", value: `theme=${theme}`, url: baseURL! }]);
    });

    // A short list: axe measures the contrast of every text, and the hundredth card is drawn like the tenth.
    test("the cards have no serious accessibility issue", async ({ page, momentum }) => {
      await momentum.open("?min_score=75");
      await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
      expect(await seriousIssues(page)).toEqual([]);
    });

    test("the table with an open drawer has no serious accessibility issue", async ({ page, momentum }) => {
      await momentum.open("?view=table&min_score=75");
      await momentum.openCoin((await momentum.symbols())[0]!);
      await momentum.drawer.getByText("Show inputs").click();
      expect(await seriousIssues(page)).toEqual([]);
      await momentum.drawer.getByRole("tab", { name: "History" }).click();
      await expect(momentum.drawer.getByText(/^(Rank, best at the top|No history yet: )/).first()).toBeVisible();
      expect(await seriousIssues(page)).toEqual([]);
    });

    test("/status has no serious accessibility issue", async ({ page, status }) => {
      await status.open();
      expect(await seriousIssues(page)).toEqual([]);
    });
  });
}
