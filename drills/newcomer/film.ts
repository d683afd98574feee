import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import { canInstallPackages, findChromium, findProgram, installPackages } from "@/launch/programs.mjs";

const SIZE = { width: 1440, height: 900 };

export interface Camera {
  readonly page: Page;
  /** Ends the film; where it was kept, or null where there was nothing to film with. */
  cut(file: string): Promise<string | null>;
}

/** A browser that films. Playwright's own recorder wants its own ffmpeg, which it downloads; any other will do. */
export async function openCamera(say: (words: string) => void): Promise<Camera> {
  const folder = mkdtempSync(join(tmpdir(), "ghostquant-film-"));
  const films = await lendFfmpeg(folder, say);
  // Playwright reads the variable as it is loaded.
  const { chromium } = await import("@playwright/test");
  const executablePath = findChromium();
  const browser: Browser = await chromium.launch({
    ...(executablePath !== null && { executablePath }),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--no-first-run",
      "--disable-background-networking",
    ],
  });
  const context = await browser.newContext({
    viewport: SIZE,
    ...(films && { recordVideo: { dir: folder, size: SIZE } }),
  });
  const page = await context.newPage();
  return {
    page,
    async cut(file) {
      const video = page.video();
      await context.close();
      if (video !== null) {
        mkdirSync(dirname(file), { recursive: true });
        await video.saveAs(file);
      }
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
      return video === null ? null : file;
    },
  };
}

/** Puts the system's ffmpeg where Playwright looks for its own. */
async function lendFfmpeg(folder: string, say: (words: string) => void): Promise<boolean> {
  if (findProgram(["ffmpeg"]) === null && canInstallPackages()) await installPackages(["ffmpeg"], say);
  const ffmpeg = findProgram(["ffmpeg"]);
  if (ffmpeg === null) {
    say("There is no ffmpeg on this machine: the walk is timed, but not filmed.");
    return false;
  }
  const place = join(folder, "browsers", `ffmpeg-${ffmpegRevision()}`);
  mkdirSync(place, { recursive: true });
  symlinkSync(ffmpeg, join(place, process.platform === "darwin" ? "ffmpeg-mac" : "ffmpeg-linux"));
  writeFileSync(join(place, "INSTALLATION_COMPLETE"), "");
  process.env.PLAYWRIGHT_BROWSERS_PATH = join(folder, "browsers");
  return true;
}

function ffmpegRevision(): string {
  const list = join(dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")), "browsers.json");
  if (!existsSync(list)) throw new Error("Playwright says nowhere which ffmpeg it wants");
  const { browsers } = JSON.parse(readFileSync(list, "utf8")) as { browsers: { name: string; revision: string }[] };
  return browsers.find(({ name }) => name === "ffmpeg")?.revision ?? "";
}
