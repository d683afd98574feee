import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { decideGate } from "@/lib/pretrend/gate";
import { measureForecasts } from "@/lib/pretrend/measure";
import { parsePretrendModel } from "@/lib/pretrend/parse-model";
import { buildSamples, samplesBetween } from "@/lib/pretrend/samples";
import { measureModel } from "@/lib/pretrend/study";
import { EMBARGO_MS } from "@/lib/pretrend/walk-forward";
import { loadPretrendHistory } from "@/worker/tape/load-history";
import { measuresMarkdown } from "./pretrend-markdown";

/**
 * `npm run pretrend:evaluate -- --data ../shared/data [--model models/pretrend.json] [--from 2025-04-03] [--to 2025-05-01]`:
 * measures a trained model, as it is, on days after its training and embargo. By default on all that the recording has of them.
 */
const { values } = parseArgs({
  options: {
    data: { type: "string", default: "../shared/data" },
    model: { type: "string", default: "models/pretrend.json" },
    from: { type: "string" },
    to: { type: "string" },
  },
});

const { model, ...refused } = parsePretrendModel(JSON.parse(await readFile(values.model, "utf8")));
if (model === null) fail("reason" in refused ? refused.reason : "The model file is not usable.");
const history = await loadPretrendHistory(resolve(values.data));
const samples = buildSamples(history);
const firstUnseen = model.trainedOn.to + EMBARGO_MS;
const from = values.from === undefined ? firstUnseen : Date.parse(values.from);
const to = values.to === undefined ? history.to : Date.parse(values.to);
if (!(from < to)) fail("The recording has nothing after the model's training; give --from and --to as dates.");
if (from < firstUnseen) {
  console.error(
    `Beware: the model was trained until ${new Date(model.trainedOn.to).toISOString()}; a day's embargo later, from ${new Date(firstUnseen).toISOString()} on, the days are unseen.`,
  );
}
const range = samplesBetween(samples, from, to);
const measures = measureModel(model, samples, range);
if (measures === null) fail("Between these dates there are no samples of both outcomes.");
const base = measureForecasts(
  new Float64Array(range.to - range.from).fill(model.baseRate),
  samples.outcome.subarray(range.from, range.to),
  samples.at.subarray(range.from, range.to),
  model.baseRate,
  model.seed,
);
const gate = decideGate(measures);
console.log(
  `${measures.samples} samples of ${measures.days} days, ${(100 * measures.outcomeRate).toFixed(1)} % came true.\n`,
);
console.log(
  measuresMarkdown([
    ["The model", measures],
    ["Base rate of the training days", base],
  ]).join("\n"),
);
console.log(`\nOn these days alone the gate would ${gate.serve ? "open" : `stay shut: ${gate.reason}`}`);

function fail(why: string): never {
  console.error(why);
  process.exit(1);
}
