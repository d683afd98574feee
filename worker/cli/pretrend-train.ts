import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { DAY_MS } from "@/lib/market/units";
import { leakedFeatures } from "@/lib/pretrend/leaked-features";
import { pretrendModelSchema } from "@/lib/pretrend/model";
import { buildSamples } from "@/lib/pretrend/samples";
import { studyPretrend } from "@/lib/pretrend/study";
import { modelHash } from "@/worker/refresh/model-hash";
import { loadPretrendHistory } from "@/worker/tape/load-history";
import { pretrendMarkdown } from "./pretrend-markdown";

/**
 * `npm run pretrend:train -- --data ../shared/data [--seed 7] [--until 2025-04-03] [--models models] [--docs docs]`: trains on
 * the recording before a date, measures once on what follows, and writes the model with its gate and its report.
 */
const { values } = parseArgs({
  options: {
    data: { type: "string", default: "../shared/data" },
    seed: { type: "string", default: "7" },
    until: { type: "string" },
    models: { type: "string", default: "models" },
    docs: { type: "string", default: "docs" },
  },
});
const LAST_BLOCK_DAYS = 28;

const startedAt = performance.now();
const history = await loadPretrendHistory(resolve(values.data));
const until =
  values.until === undefined
    ? Math.floor(history.to / DAY_MS) * DAY_MS - LAST_BLOCK_DAYS * DAY_MS
    : Date.parse(values.until);
const seed = Number(values.seed);
if (!Number.isSafeInteger(seed) || !Number.isFinite(until)) fail("--seed is a whole number, --until a date.");

for (const share of [0.2, 0.5, 0.8]) {
  const at = Math.round((history.from + share * (history.to - history.from)) / DAY_MS) * DAY_MS;
  const leaked = leakedFeatures(history, at);
  if (leaked.length > 0) fail(`These features know the future, nothing is trained: ${leaked.join(", ")}.`);
}
const samples = buildSamples(history);
say(`${samples.count} samples of ${history.coins.length} coins`);
const study = studyPretrend(samples, { until, seed });
if (study === null) fail("The recording is too short on one side of --until to train and to measure.");

const model = pretrendModelSchema.parse(study.model);
await mkdir(values.models, { recursive: true });
await mkdir(values.docs, { recursive: true });
const modelText = `${JSON.stringify(model, rounded(9), 1)}\n`;
const report = { modelHash: modelHash(modelText), ...study.report };
await writeFile(join(values.models, "pretrend.json"), modelText);
await writeFile(join(values.models, "pretrend-report.json"), `${JSON.stringify(report, rounded(6), 1)}\n`);
await writeFile(join(values.docs, "pretrend-report.md"), pretrendMarkdown(model, study.report));
say(model.gate.serve ? "The gate opens: the model is served." : `The gate stays shut: ${model.gate.reason}`);

function say(what: string): void {
  const { rss } = process.memoryUsage();
  console.log(`${((performance.now() - startedAt) / 1_000).toFixed(1)} s, ${Math.round(rss / 2 ** 20)} MB: ${what}`);
}

function fail(why: string): never {
  console.error(why);
  process.exit(1);
}

/** Digits beyond what the data warrant would differ between processors. */
function rounded(digits: number) {
  return (_: string, value: unknown): unknown =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(digits)) : value;
}
