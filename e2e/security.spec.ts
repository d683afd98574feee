import type { Page } from "@playwright/test";
import { HOSTILE_IDS, HOSTILE_NAMES } from "../lib/simulator/hostile-texts";
import { expect, test } from "./journey";

declare global {
  interface Window {
    /** Set by whatever text of the corpus gets itself run. */
    __ran?: unknown;
    __violations?: string[];
  }
}

const PAGES = [
  "/momentum",
  "/momentum?view=table",
  "/momentum/scorecard",
  "/alerts",
  "/backtests",
  "/settings",
  "/status",
];

/** Every violation of the page's policy is written down by the page itself, from its first line on. */
async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.__violations = [];
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
      window.__violations?.push(`${violatedDirective} ${blockedURI} ${sample}`);
    });
  });
  page.on("dialog", () => {
    throw new Error("a dialog was opened");
  });
}

async function expectUnharmed(page: Page): Promise<void> {
  expect(await page.evaluate(() => ({ ran: window.__ran ?? null, violations: window.__violations }))).toEqual({
    ran: null,
    violations: [],
  });
  // Nothing of the corpus became an element: the page has none of these itself.
  expect(
    await page
      .locator("main :is(iframe, base, meta, math, form[action*=evil], img[src=x], a[href^=javascript])")
      .count(),
  ).toBe(0);
}

test.describe("the policy", () => {
  test.describe.configure({ timeout: 120_000 });
  test("is drawn anew for each answer, and every page runs whole under it", async ({ page, momentum, request }) => {
    await watch(page);
    const numbers = new Set<string>();
    for (const path of PAGES) {
      const response = await page.goto(path);
      const policy = response?.headers()["content-security-policy"] ?? "";
      const number = /script-src 'self' 'nonce-(?<number>[^']+)' 'strict-dynamic';/u.exec(policy)?.groups?.number;
      expect(number, path).toBeDefined();
      numbers.add(number ?? "");
      // The page's own code runs: only a script opens the stream.
      await momentum.ready();
      await expectUnharmed(page);
    }
    expect(numbers.size).toBe(PAGES.length);
    const html = await (
      await request.get("/momentum", { headers: { "content-security-policy": "script-src 'nonce-AAAA'" } })
    ).text();
    expect(html).not.toContain("AAAA");
    for (const tag of html.match(/<script\b[^>]*>/gu) ?? []) expect(tag).toContain("nonce=");
  });

  test("stops what is written into a page behind React's back", async ({ page, complaints }) => {
    complaints.expect(/Content Security Policy/u, /no-such\.png/u);
    await watch(page);
    await page.goto("/momentum");
    await page.evaluate(() => {
      const place = document.createElement("div");
      place.innerHTML = `<img src="/no-such.png" onerror="window.__ran=1"><a href="javascript:window.__ran=1">x</a>`;
      document.body.append(place);
      // Parsed, not loaded by a trusted script: that is what an injection can do.
      document.body.insertAdjacentHTML("beforeend", "<svg onload='window.__ran=1'></svg>");
      place.querySelector("a")?.click();
    });
    await expect.poll(() => page.evaluate(() => window.__violations?.length ?? 0)).toBeGreaterThanOrEqual(2);
    expect(await page.evaluate(() => window.__ran ?? null)).toBeNull();
  });

  test("lets the pages of errors and of the interface run nothing foreign", async ({ page, complaints, request }) => {
    complaints.expect(/404/u);
    await watch(page);
    for (const path of [
      `/momentum/${encodeURIComponent(HOSTILE_IDS[0])}`,
      `/${encodeURIComponent(HOSTILE_NAMES[0])}`,
    ]) {
      await page.goto(path);
      await expectUnharmed(page);
    }
    await page.goto("/docs");
    await expectUnharmed(page);
    expect(await page.evaluate(() => getComputedStyle(document.body).maxWidth)).not.toBe("none");
    const data = await request.get(`/api/market/momentum?q=${encodeURIComponent(HOSTILE_NAMES[0])}`);
    expect(data.headers()).toMatchObject({
      "content-security-policy": expect.stringContaining("default-src 'none'"),
      "x-content-type-options": "nosniff",
      "content-type": "application/json; charset=utf-8",
    });
  });
});

test.describe("coins that are named to be read as something else", () => {
  test.describe.configure({ timeout: 120_000 });
  test.afterEach(({ product }) => product.mendMarket());

  test("are shown as the text they are, on every page, and run nothing", async ({ page, momentum, product }) => {
    test.skip(!product.canBeBroken, "a stack from outside is left whole");
    await watch(page);
    await product.breakMarket("hostile-texts");
    await expect
      .poll(
        async () => (await product.list("per_page=100")).results.filter(({ name }) => /__ran|evil/u.test(name)).length,
        {
          timeout: 45_000,
        },
      )
      .toBeGreaterThan(10);
    const { results } = await product.list("per_page=100");
    const hostile = results.filter(({ name, id, symbol }) => /[<>"']/u.test(`${name}${id}${symbol}`));

    for (const view of ["", "&view=table"]) {
      await momentum.open(`?sort=market_cap&order=desc${view}`);
      await expect(momentum.items.first()).toBeVisible();
      await expectUnharmed(page);
    }
    await momentum.coinLinks.nth(1).click();
    await expect(momentum.drawer).toBeVisible();
    await expectUnharmed(page);
    for (const { id, name } of hostile.slice(0, 8)) {
      await page.goto(`/momentum/${encodeURIComponent(id)}`);
      await expect(page.getByText(name, { exact: false }).first()).toBeAttached();
      await expectUnharmed(page);
    }
    for (const path of [...PAGES, `/momentum?q=${encodeURIComponent(HOSTILE_NAMES[3])}`]) {
      await page.goto(path);
      await expectUnharmed(page);
    }
  });
});
