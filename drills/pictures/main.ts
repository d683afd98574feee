import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Page } from "@playwright/test";
import { startInstance } from "../../e2e/instance";
import { findChromium } from "../../launch/programs.mjs";
import { quickMarket } from "../../launch/quick-market";
import { makeProps, type Props, type Scene, scenes, setLook } from "./scenes";

/**
 * `npm run pictures -- [file…]`: takes the pictures of the documentation from the running product, so that they cannot go stale.
 * Same market (seed 42), same scenes, same sizes; what the hour makes of them, prices and ages, is the hour's.
 */
const FOLDER = join(import.meta.dirname, "../../docs/pictures");
const SIZE = { width: 1440, height: 900 };
const SHOWN_MS = 60_000;
/** Fonts, charts and the first frames of the stream. */
const SETTLED_MS = 3_000;

async function take(page: Page, url: string, scene: Scene, props: Props): Promise<void> {
  await setLook(page, url, scene.look);
  await page.setViewportSize(scene.size ?? SIZE);
  await page.goto(`${url}${scene.address(props)}`);
  await page.locator(scene.waitFor).first().waitFor({ timeout: SHOWN_MS });
  await scene.act?.(page);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(SETTLED_MS);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(FOLDER, `${scene.file}.png`), animations: "disabled", caret: "hide" });
  console.log(`docs/pictures/${scene.file}.png`);
}

const wished = new Set(process.argv.slice(2));
const given = process.env.PICTURES_URL;
const instance = given === undefined ? await startInstance({ ...quickMarket, SIMULATOR_SEED: "42" }) : null;
const url = given ?? instance?.url ?? "";
const executablePath = findChromium();
const browser = await chromium.launch({
  ...(executablePath !== null && { executablePath }),
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"],
});
try {
  mkdirSync(FOLDER, { recursive: true });
  const context = await browser.newContext({ locale: "en-US", timezoneId: "UTC", reducedMotion: "reduce" });
  const page = await context.newPage();
  const props = await makeProps(page, url);
  for (const scene of scenes) if (wished.size === 0 || wished.has(scene.file)) await take(page, url, scene, props);
  const list = scenes.map(({ file, alt }) => `## ${file}\n\n![${alt}](pictures/${file}.png)\n`).join("\n");
  const head =
    "# Pictures\n\nTaken from the running product by `npm run pictures`, on the simulated market with seed 42.\n";
  writeFileSync(join(FOLDER, "../pictures.md"), `${head}\n${list}`);
} finally {
  await browser.close();
  await instance?.stop();
}
