import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { z } from "zod";
import { WARM_UP_HOURS } from "@/lib/contracts/backtest-plan";
import { backtestReportMarkdown } from "@/worker/cli/backtest-markdown";
import { type RecordedRun, recordedRunSchema, runRecording } from "@/worker/cli/backtest-recording";
import { readCodeVersion } from "@/worker/research/code-version";
import { readRecordedHistories } from "@/worker/research/recorded-histories";

/**
 * `npm run backtest -- --data ../shared/data [--market spot|perp] [--symbol SOL …] [--top-n 10] [--out docs] [--full] [--check]`:
 * runs the default strategy over the recorded candles, in and out of sample, and writes what comes out to
 * backtest-report.json and .md, whatever it is. `--full` also writes each whole result. `--check` runs what the report's
 * manifests say again and compares the bytes.
 */
const optionsAllowed = {
  data: { type: "string", default: "../shared/data" },
  out: { type: "string", default: "docs" },
  market: { type: "string", multiple: true, default: ["spot", "perp"] },
  symbol: { type: "string", multiple: true, default: [] },
  "top-n": { type: "string", default: "10" },
  seed: { type: "string", default: "1" },
  full: { type: "boolean", default: false },
  check: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const satisfies NonNullable<ParseArgsConfig["options"]>;

const usage = `npm run backtest -- [--data ../shared/data] [--out docs] [--market spot|perp]… [--symbol SOL]… [--top-n 10] [--seed 1] [--full] [--check]
  runs the default strategy over a recorded folder and writes <out>/backtest-report.json and .md
  --full    also writes each whole result
  --check   runs what the report's manifests say again and compares the bytes`;

function refuse(problem: string): never {
  console.error(`${problem}\n\n${usage}`);
  process.exit(2);
}

const refuseNumber = (name: string, range: string) => () => refuse(`${name} must be a whole number ${range}`);

function readArguments() {
  try {
    return parseArgs({ options: optionsAllowed }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

const values = readArguments();
if (values.help) {
  console.log(usage);
  process.exit(0);
}
const read = z
  .object({
    market: z.array(z.enum(["spot", "perp"], { error: "--market must be spot or perp" })),
    "top-n": z.coerce.number().pipe(z.int().min(1).max(100)).catch(refuseNumber("--top-n", "from 1 to 100")),
    seed: z.coerce.number().pipe(z.int().min(0)).catch(refuseNumber("--seed", "from 0")),
  })
  .safeParse(values);
const options = read.success ? read.data : refuse(read.error.issues[0]?.message ?? "the arguments cannot be read");
const data = resolve(values.data);
const jsonPath = join(values.out, "backtest-report.json");

async function run(market: RecordedRun["market"], codeVersion: string) {
  const startedAt = performance.now();
  const recorded = await readRecordedHistories(data, {
    market,
    symbols: values.symbol,
    warmUpHours: WARM_UP_HOURS,
  });
  const isNamed = values.symbol.length > 0;
  const topN = recorded.histories.length === 1 ? null : Math.min(options["top-n"], recorded.histories.length);
  const finished = runRecording(market, recorded, { isNamed, topN, seed: options.seed, codeVersion });
  const { metrics, verdict } = finished.run.result;
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`${market}: ${recorded.histories.length} pairs, ${metrics.trade_count} trades in ${seconds} s`);
  console.log(`  ${verdict.sentence}`);
  return finished;
}

async function write(): Promise<void> {
  const codeVersion = readCodeVersion();
  const runs: RecordedRun[] = [];
  await mkdir(values.out, { recursive: true });
  for (const market of options.market) {
    const finished = await run(market, codeVersion);
    runs.push(finished.run);
    if (values.full) await writeFile(join(values.out, `backtest-${market}.json`), finished.bytes);
  }
  await writeFile(jsonPath, `${JSON.stringify(runs, null, 2)}\n`);
  await writeFile(join(values.out, "backtest-report.md"), backtestReportMarkdown(runs));
  console.log(`Wrote ${jsonPath} and .md`);
}

/** Whether each run of the report comes out again to the same bytes. */
async function check(): Promise<boolean> {
  const stored = z.array(recordedRunSchema).parse(JSON.parse(await readFile(jsonPath, "utf8")));
  let same = true;
  for (const before of stored) {
    const { run: again } = await run(before.market, before.result.manifest.code_version);
    const isSame = again.result_sha256 === before.result_sha256 && JSON.stringify(again) === JSON.stringify(before);
    console.log(`  ${isSame ? "the same bytes" : "other bytes"}: ${again.result_sha256}`);
    same &&= isSame;
  }
  return same;
}

if (!values.check) await write();
else if (!(await check())) process.exitCode = 1;
