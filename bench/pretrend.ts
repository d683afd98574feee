/**
 * Features and probabilities of a whole universe: `predictUniverse` with every factor of every coin, and with the base rate.
 * `node --import tsx bench/pretrend.ts [rounds]` from the repository's root. Seeded random walks of 168 hourly closes;
 * processor time, minima and medians over the rounds. There is no peer to compare with: the aim is 30 ms for 2,500 coins.
 */
import { readFileSync } from "node:fs";
import { parsePretrendModel } from "../lib/pretrend/parse-model";
import { predictUniverse } from "../lib/pretrend/predict";
import type { PretrendUniverse } from "../lib/pretrend/pretrend-universe";
import { servingOf } from "../lib/pretrend/serving";
import { universeFeatures } from "../lib/pretrend/universe-features";
import { seededRandom } from "../lib/statistics/seeded-random";

const rounds = Math.max(5, Number(process.argv[2] ?? 30));
const now = 1_745_000_000_000;
const parsed = parsePretrendModel(JSON.parse(readFileSync("models/pretrend.json", "utf8")));
if (parsed.model === null) throw new Error("models/pretrend.json is not usable");
const { model } = parsed;
const shut = servingOf(model, "bench");
const open = { ...shut, model: "logistic" as const, reason: "" };

function universeOf(count: number): PretrendUniverse {
  const random = seededRandom(42);
  const normal = () => random() + random() + random() + random() - 2;
  const coins = Array.from({ length: count }, (_, number) => {
    let level = 10 * random() - 5;
    const closes = Float64Array.from({ length: 168 }, () => {
      level += 0.02 * normal();
      return Math.exp(level);
    });
    return {
      id: number === 0 ? "bitcoin" : `coin-${number}`,
      closes,
      volumeUsd24h: 1e6 * random(),
      volumeRatio: 2 * random(),
      marketCapUsd: number % 9 === 0 ? null : 1e9 * random(),
      whale: number % 6 === 0 ? { confidence: random(), netFlow: 2 * random() - 1 } : null,
      funding: null,
    };
  });
  return { closesEndAt: now, coins };
}

function time(run: () => number): string {
  run();
  const times = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    run();
    return process.cpuUsage(before).user / 1_000;
  }).sort((left, right) => left - right);
  return `${(times[0] ?? 0).toFixed(1)} (${(times[times.length >> 1] ?? 0).toFixed(1)})`;
}

for (const count of [2_500, 17_000]) {
  const universe = universeOf(count);
  console.log(`${count} coins, ms of processor time: minimum (median) of ${rounds}`);
  console.log(`  features only                  ${time(() => universeFeatures(universe).values.length)}`);
  console.log(`  the base rate, model unserved  ${time(() => predictUniverse(model, shut, universe, now).size)}`);
  console.log(`  the model with all factors     ${time(() => predictUniverse(model, open, universe, now).size)}`);
}
