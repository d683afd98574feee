import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WARM_UP_HOURS } from "@/lib/contracts/backtest-plan";
import { backtestResultSchema } from "@/lib/contracts/http/backtest-result";
import { seededRandom } from "@/lib/statistics/seeded-random";
import { readRecordedHistories } from "@/worker/research/recorded-histories";
import { backtestReportMarkdown } from "./backtest-markdown";
import { runRecording } from "./backtest-recording";

const HOURS = 24 * 70;
/** A recorder begins when it is started. */
const FIRST = Date.UTC(2025, 0, 1, 4) / 1_000;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "ghostquant-recording-"));
  await mkdir(join(directory, "spot-1h"));
  const random = seededRandom(7);
  const lines = ["A_USDT", "B_USDT", "C_USDT"].flatMap((pair) => {
    let close = 100;
    return Array.from({ length: HOURS }, (_, hour) => {
      const open = close;
      close *= 1 + (random() - 0.495) * 0.03;
      const [high, low] = [Math.max(open, close) * 1.004, Math.min(open, close) * 0.996];
      const volume = 1_000 * (0.5 + random() * 3);
      return [pair, FIRST + hour * 3_600, ...[open, high, low, close, volume].map((one) => one.toPrecision(10))].join();
    });
  });
  const csv = `symbol,ts,open,high,low,close,volume\n${lines.join("\n")}\n`;
  await writeFile(join(directory, "spot-1h", "made_1h_up.csv.gz"), gzipSync(csv));
  await writeFile(join(directory, "spot-1h", "PROVENANCE.txt"), "WHAT : made up (no survivors)");
});
afterAll(() => rm(directory, { recursive: true }));

const run = async (wish: { seed?: number; symbols?: string[] } = {}) => {
  const { seed = 1, symbols = [] } = wish;
  const recorded = await readRecordedHistories(directory, { market: "spot", symbols, warmUpHours: WARM_UP_HOURS });
  const topN = recorded.histories.length === 1 ? null : 2;
  return runRecording("spot", recorded, { isNamed: symbols.length > 0, topN, seed, codeVersion: "1" });
};

it("gives the same bytes again, and others for another seed", async () => {
  const [first, again, other] = [await run(), await run(), await run({ seed: 2 })];
  expect(again.bytes.equals(first.bytes)).toBe(true);
  expect(again.run).toEqual(first.run);
  expect(other.run.result_sha256).not.toBe(first.run.result_sha256);
  expect(other.run.result.manifest.data.sha256).toBe(first.run.result.manifest.data.sha256);
});

it("runs every whole day behind the warm-up, in and out of sample, and says so in words", async () => {
  const { run: whole, bytes } = await run();
  expect([whole.from, whole.to]).toEqual(["2025-01-10T00:00:00.000Z", "2025-03-12T00:00:00.000Z"]);
  const { equity_curve: curve } = backtestResultSchema.parse(JSON.parse(bytes.toString()));
  // Marked at the close of each hour: the first is over an hour after the range begins, the last when it ends.
  expect(curve[0]?.time).toBe(Date.parse(whole.from) / 1_000 + 3_600);
  expect(curve.at(-1)?.time).toBe(Date.parse(whole.to) / 1_000);
  expect(whole.result.metrics.trade_count).toBeGreaterThan(0);
  expect(whole.result.holdout).not.toBeNull();
  expect(whole.result.walk_forward?.folds.length).toBeGreaterThan(1);
  expect(whole.each_coin_alone.whole.coins).toBe(3);
  const page = backtestReportMarkdown([whole]);
  expect(page).toContain("## Spot, 2025-01-10 to 2025-03-12");
  expect(page).toContain(whole.result.verdict.sentence);
  expect(page).not.toMatch(/NaN|undefined|null/u);
});

it("puts everything on a coin that was named alone", async () => {
  const { run: one } = await run({ symbols: ["b"] });
  const { metrics, manifest } = one.result;
  expect(manifest.parameters.portfolio).toBeNull();
  expect(manifest.data.coins.map(({ coin_id: id }) => id)).toEqual(["B_USDT"]);
  expect(metrics.trade_count).toBe(one.each_coin_alone.whole.trades);
});
