import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type RecordedScorecard, recordedScorecardSchema } from "@/lib/contracts/scorecard";
import { loadTape } from "@/worker/simulator/load-tape";
import { replayScorecard } from "./replay-scorecard";
import { scorecardMarkdown } from "./scorecard-markdown";

/**
 * `npm run scorecard -- --data ../shared/data [--out docs]`: scores a recording with the production scorer and writes what
 * the scores were followed by to score-scorecard.json and score-scorecard.md, whatever it says.
 */
const { values } = parseArgs({
  options: { data: { type: "string", default: "../shared/data" }, out: { type: "string", default: "docs" } },
});

const tape = await loadTape(resolve(values.data));
const startedAt = performance.now();
const report = replayScorecard(tape, (done, of) => {
  if (done % 50 === 0 || done === of) console.log(`${done} of ${of} moments`);
});
if (report === null) {
  console.error("The recording is shorter than the warm-up of eight days; nothing was written.");
  process.exit(1);
}

const recorded: RecordedScorecard = recordedScorecardSchema.parse({
  recording: "Binance spot, hourly candles of USDT pairs that have a CoinGecko id",
  caveats: [
    "One venue and one stretch of time: what held in it need not hold in another.",
    "The pairs are those that the recorder kept; coins that left the venue before it are not among them.",
    "Market caps use one recorded supply for the whole stretch, so the split by size is approximate.",
    "Neighbouring days and weeks still share part of a window, so the true uncertainty is, if anything, larger than shown.",
    "Part of a reversal within hours is the price bouncing between bid and ask, which nobody can earn.",
    "Returns are before fees, spread and slippage. Nobody could have traded at these closes.",
    "A tape has no trades and the pre-trend model is not asked, so both bonuses are 0 in these scores.",
  ],
  report,
});

await mkdir(values.out, { recursive: true });
await writeFile(join(values.out, "score-scorecard.json"), `${JSON.stringify(recorded, rounded, 2)}\n`);
await writeFile(join(values.out, "score-scorecard.md"), scorecardMarkdown(recorded));
console.log(`Wrote ${values.out}/score-scorecard.json and .md after ${Math.round(performance.now() - startedAt)} ms`);

/** Six digits are more than the interval warrants, and they keep the file the same on every machine. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}
