import type { Page } from "@playwright/test";
import type { Stopwatch } from "./stopwatch";

/** A firing is judged with the next board, a backtest fetches candles first: patience, not a claim. */
const PATIENCE_MS = 120_000;
/** So that whoever sees the film can read what is on the page. */
const LOOK_MS = 1_200;
const SPAN = /\d+ d, [\d,]+ h/u;
const VERDICT = /Not enough data|No edge shown|Worse than holding|Does not hold out of sample|Edge in this sample/u;

/** What a newcomer does with a fresh instance, by what the pages say and nothing else. */
export async function walk(page: Page, url: string, watch: Stopwatch): Promise<void> {
  page.setDefaultTimeout(PATIENCE_MS);
  await watch.step("The page of coins", async () => {
    await page.goto(`${url}/momentum`);
    await readyList(page);
    await page.waitForTimeout(LOOK_MS);
    return `${await page.getByTestId("coin-card").count()} cards`;
  });
  await watch.step("Set-up", () => setUp(page, url));
  const symbol = await watch.step("First alert, made", () => makeAlert(page, url));
  await watch.step("First alert, fired", () => seeItFire(page, symbol));
  await watch.step("First backtest, asked for", () => askForBacktest(page, url));
  await watch.step("First backtest, finished", () => seeVerdict(page));
}

/** Once the stream is open the page has taken over from the server's HTML, and hears the keyboard. */
async function readyList(page: Page): Promise<void> {
  await page.getByTestId("coin-card").first().waitFor();
  await page.getByTestId("connection-sign").filter({ hasText: "Stream" }).waitFor();
}

/** A demo on one's own machine belongs to whoever sits at it; anything else asks for a password first. */
async function setUp(page: Page, url: string): Promise<string> {
  await skipTour(page);
  await page.goto(`${url}/setup`);
  const form = page.getByTestId("setup");
  const isAsked = await Promise.race([
    form.waitFor().then(() => true),
    page.waitForURL((address) => !address.pathname.startsWith("/setup")).then(() => false),
  ]);
  if (!isAsked) {
    await page.goto(`${url}/settings`);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await page.waitForTimeout(LOOK_MS);
    return "none asked for: a demo belongs to whoever sits at its machine";
  }
  await page.getByLabel("Password", { exact: true }).fill("a newcomer's password");
  await page.getByLabel("The same again").fill("a newcomer's password");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/momentum/u);
  return "a password";
}

async function skipTour(page: Page): Promise<void> {
  const tour = page.getByTestId("tour");
  if (!(await tour.isVisible())) return;
  await page.waitForTimeout(LOOK_MS);
  await tour
    .getByRole("button", { name: /skip|not now|close/iu })
    .first()
    .click();
}

async function makeAlert(page: Page, url: string): Promise<string> {
  await page.goto(`${url}/momentum`);
  await readyList(page);
  await skipTour(page);
  const link = page.getByTestId("coin-card").first().getByRole("link").first();
  await link.focus();
  const symbol = await page.evaluate(() => document.activeElement?.textContent ?? "");
  await page.keyboard.press("a");
  const builder = page.getByTestId("rule-builder");
  await builder.getByLabel("Threshold").fill("1");
  await builder.getByTestId("preview-sentence").waitFor();
  await page.waitForTimeout(LOOK_MS);
  await builder.getByTestId("save-alert").click();
  await builder.waitFor({ state: "hidden" });
  return symbol;
}

async function seeItFire(page: Page, symbol: string): Promise<string> {
  const inbox = page.getByTestId("inbox");
  await page.waitForFunction(() => {
    const label = document.querySelector('[data-testid="inbox"]')?.getAttribute("aria-label") ?? "";
    return /unread/u.test(label) && !/none/u.test(label);
  });
  await inbox.click();
  const line = page.getByTestId("inbox-firing").first();
  await line.filter({ hasText: symbol }).waitFor();
  await page.waitForTimeout(LOOK_MS);
  await line.getByRole("link").click();
  await page.waitForURL(/\/alerts/u);
  await page.getByTestId("firings").filter({ hasText: symbol }).waitFor();
  await page.waitForTimeout(LOOK_MS);
  return `${symbol} score above 1`;
}

async function askForBacktest(page: Page, url: string): Promise<string> {
  await page.goto(`${url}/momentum`);
  await readyList(page);
  await page.getByTestId("coin-card").first().getByRole("link").first().click();
  await page.getByRole("link", { name: "Backtest", exact: true }).click();
  await page.waitForURL(/\/backtests\?symbol=/u);
  const preview = page.getByTestId("backtest-preview").filter({ hasText: SPAN });
  await preview.waitFor();
  const [span = ""] = SPAN.exec(await preview.innerText()) ?? [];
  await page.waitForTimeout(LOOK_MS);
  await page.getByTestId("run-backtest").click();
  await page.waitForURL(/\/backtests\/[\w-]+$/u);
  return `over ${span}`;
}

async function seeVerdict(page: Page): Promise<string> {
  await page.getByTestId("backtest-result").waitFor();
  const verdict = page.getByTestId("verdict");
  await verdict.waitFor();
  await page.getByTestId("equity-chart").scrollIntoViewIfNeeded();
  await page.waitForTimeout(LOOK_MS);
  return VERDICT.exec(await verdict.innerText())?.[0] ?? "a verdict in other words";
}
