// Watches a running instance for a while and says whether its refresh counts are exact and whether anything grows.
//   npx tsx drills/soak/watch-running.ts http://127.0.0.1:3000 30 [screenshot folder]
// A refresh is due every `everySeconds` of market time, so the due number follows from the market clock alone.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { type StatusReport, statusReportSchema } from "@/lib/contracts/status";
import { formatBytes } from "@/lib/format/bytes";
import { formatMoment } from "@/lib/format/time";

const [base = "http://127.0.0.1:3000", minutes = "30", shots] = process.argv.slice(2);
const SAMPLE_MS = 10_000;

async function readStatus(): Promise<StatusReport> {
  return statusReportSchema.parse(await (await fetch(`${base}/api/status`)).json());
}

function waiting(report: StatusReport): number {
  return report.queues.reduce((sum, queue) => sum + queue.waiting, 0);
}

function memory(report: StatusReport, role: string): number {
  return report.processes.filter((beat) => beat.role === role).reduce((sum, beat) => sum + beat.memoryBytes, 0);
}

async function screenshot(name: string): Promise<void> {
  if (!shots) return;
  await mkdir(shots, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${base}/momentum?view=table`);
    await page.waitForTimeout(2_500);
    await page.screenshot({ path: join(shots, `${name}.png`) });
  } finally {
    await browser.close();
  }
}

const counter = (report: StatusReport, name: string) => report.counters[name] ?? 0;

/** Full refreshes due between two readings of the summary, from market time alone. */
function due(from: StatusReport, to: StatusReport, kind: "fast" | "full"): number {
  const first = from[kind];
  const last = to[kind];
  if (!first || !last) return 0;
  return (last.refreshedAt - first.refreshedAt) / (last.everySeconds * 1_000);
}

const start = await readStatus();
const endAt = Date.now() + Number(minutes) * 60_000;
const samples: StatusReport[] = [start];
let nextShotAt = Date.now();
while (Date.now() < endAt) {
  await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
  const report = await readStatus();
  samples.push(report);
  console.log(
    `${report.market_time} sequence ${report.board?.sequence} full ${counter(report, "full_refresh_count")} fast ${counter(report, "fast_refresh_count")} errors ${report.errors.length} waiting ${waiting(report)} worker ${formatBytes(memory(report, "worker"))} web ${formatBytes(memory(report, "web"))} stream ${formatBytes(memory(report, "stream"))} redis ${formatBytes(report.stores.redis.usedBytes ?? 0)}`,
  );
  if (Date.now() >= nextShotAt) {
    await screenshot(`market-${(report.market_time ?? "unknown").slice(0, 16).replaceAll(":", "")}`);
    nextShotAt = Date.now() + 150_000;
  }
}

const end = samples.at(-1) ?? start;
console.log(
  `\nFrom ${formatMoment(Date.parse(start.market_time ?? ""))} to ${formatMoment(Date.parse(end.market_time ?? ""))} of market time`,
);
for (const kind of ["full", "fast"] as const) {
  const done = counter(end, `${kind}_refresh_count`) - counter(start, `${kind}_refresh_count`);
  console.log(
    `${kind}: ${done} done, ${due(start, end, kind).toFixed(2)} due, ${counter(end, `${kind}_refresh_errors`) - counter(start, `${kind}_refresh_errors`)} errors`,
  );
}
const third = Math.floor(samples.length / 3);
const mean = (part: StatusReport[], role: string) =>
  part.reduce((sum, report) => sum + memory(report, role), 0) / Math.max(1, part.length);
for (const role of ["worker", "web", "stream"]) {
  console.log(
    `${role} memory: middle third ${formatBytes(mean(samples.slice(third, 2 * third), role))}, last third ${formatBytes(mean(samples.slice(2 * third), role))}`,
  );
}
console.log(
  `waiting jobs: highest ${Math.max(...samples.map(waiting))}; errors by kind: ${JSON.stringify(end.errors)}`,
);
