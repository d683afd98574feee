import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig, type Result } from "lighthouse";
import { startInstance } from "../e2e/instance";
import { findChromium } from "../launch/programs.mjs";

/**
 * `npm run lighthouse -- [runs]`: Lighthouse on /momentum of a production build, on both form factors, medians of the runs.
 * Starts the product on a simulated market, unless LIGHTHOUSE_URL says where one runs.
 */
const RUNS = Number(process.argv[2] ?? 3);
const PAGE = process.env.LIGHTHOUSE_PAGE ?? "/momentum";
const CATEGORIES = ["performance", "accessibility", "best-practices"] as const;
const METRICS = [
  ["first-contentful-paint", "First contentful paint, ms"],
  ["largest-contentful-paint", "Largest contentful paint, ms"],
  ["total-blocking-time", "Total blocking time, ms"],
  ["cumulative-layout-shift", "Layout shift"],
  ["speed-index", "Speed index, ms"],
] as const;
const AIMS = { performance: 95, accessibility: 100, "best-practices": 100 } as const;
const ROOT = join(import.meta.dirname, "..");

const forms = [
  { name: "desktop", config: desktopConfig },
  { name: "mobile", config: undefined },
] as const;

async function measure(url: string, form: (typeof forms)[number]): Promise<Result> {
  const chrome = await launch({
    chromePath: findChromium() ?? undefined,
    chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  try {
    const run = await lighthouse(
      url,
      { port: chrome.port, onlyCategories: [...CATEGORIES], logLevel: "error" },
      form.config,
    );
    if (run === undefined) throw new Error("Lighthouse said nothing");
    if (run.lhr.runtimeError !== undefined) throw new Error(run.lhr.runtimeError.message);
    return run.lhr;
  } finally {
    chrome.kill();
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

const scoreOf = (run: Result, category: string) => Math.round(100 * (run.categories[category]?.score ?? 0));

/** What keeps a category from 100, worst first. */
function failures(run: Result, category: string): string[] {
  const { audits, categories } = run;
  return (categories[category]?.auditRefs ?? [])
    .filter(({ id, weight }) => weight > 0 && audits[id]?.score !== null && (audits[id]?.score ?? 1) < 0.9)
    .map(({ id }) => `${audits[id]?.title} (${audits[id]?.displayValue ?? id})`);
}

function table(runs: readonly (readonly [name: string, runs: readonly Result[]])[]): string {
  const head = ["", ...runs.map(([name]) => name), "aim"];
  const scores = CATEGORIES.map((category) => {
    const cells = runs.map(([, of]) => {
      const all = of.map((run) => scoreOf(run, category));
      const range = Math.min(...all) === Math.max(...all) ? "" : ` (${Math.min(...all)} to ${Math.max(...all)})`;
      return `**${median(all)}**${range}`;
    });
    return [category, ...cells, `${AIMS[category] === 100 ? "100" : `≥ ${AIMS[category]}`}`];
  });
  const metrics = METRICS.map(([id, name]) => {
    const digits = id === "cumulative-layout-shift" ? 3 : 0;
    return [
      name,
      ...runs.map(([, of]) => median(of.map((run) => run.audits[id]?.numericValue ?? 0)).toFixed(digits)),
      "",
    ];
  });
  const lines = [head, head.map(() => "---"), ...scores, ...metrics].map((cells) => `| ${cells.join(" | ")} |`);
  return lines.join("\n");
}

const given = process.env.LIGHTHOUSE_URL;
const instance = given === undefined ? await startInstance({ MARKET_SOURCE: "simulated", SIMULATOR_SEED: "42" }) : null;
const url = `${given ?? instance?.url}${PAGE}`;
try {
  const results: [string, Result[]][] = [];
  for (const form of forms) {
    const runs: Result[] = [];
    for (let run = 0; run < RUNS; run++) runs.push(await measure(url, form));
    results.push([form.name, runs]);
    for (const category of CATEGORIES) {
      const [last] = runs.slice(-1);
      for (const failure of last === undefined ? [] : failures(last, category)) {
        console.log(`${form.name}, ${category}: ${failure}`);
      }
    }
    if (process.env.LIGHTHOUSE_KEEP !== undefined) {
      writeFileSync(join(process.env.LIGHTHOUSE_KEEP, `lighthouse-${form.name}.json`), JSON.stringify(runs.at(-1)));
    }
  }
  const version = results[0]?.[1][0]?.lighthouseVersion ?? "";
  const text = `# Lighthouse

\`npm run lighthouse -- [runs]\`: Lighthouse ${version} on \`${PAGE}\` of the production build (simulated market of 2,500 coins, as
cards), on the local Chromium, with Lighthouse's own throttling; medians of ${RUNS} runs, ${new Date().toISOString().slice(0, 10)}. The
scores of performance move with what else the machine does.

${table(results)}
`;
  console.log(`\n${text}`);
  mkdirSync(join(ROOT, "docs/figures"), { recursive: true });
  if (given === undefined) writeFileSync(join(ROOT, "docs/figures/lighthouse.md"), text);
} finally {
  await instance?.stop();
}
