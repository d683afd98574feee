/**
 * What a second copy brings: the same clients on one stream process and on two, and the same sweep on one worker and on two.
 *   npm run bench:scale -- [--clients 5000] [--seconds 60] [--rounds 3] [--coins 100] [--days 365]   writes docs/figures/scale.md
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { text as readText } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { type FanOutResult, machine, median, megabytes, startFanOut } from "./fan-out-run";

const { values } = parseArgs({
  options: {
    clients: { type: "string", default: "5000" },
    seconds: { type: "string", default: "60" },
    rounds: { type: "string", default: "3" },
    coins: { type: "string", default: "100" },
    days: { type: "string", default: "365" },
  },
});
const { clients, seconds, rounds, coins, days } = values;

interface Sweep {
  sets: number;
  parts: number;
  oneWorker: number;
  twoWorkers: number;
  faster: number;
  busierCpu: { one: number; two: number };
  lessCpu: number;
  sameBytes: boolean;
}

async function sweep(): Promise<Sweep> {
  const args = ["--import", "tsx", "bench/sweep.ts", rounds, coins, days];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [printed, [code]] = await Promise.all([readText(child.stdout), once(child, "exit")]);
  if (code !== 0) throw new Error(`The sweep ended with ${code}`);
  return JSON.parse(printed.trim().split("\n").at(-1) ?? "") as Sweep;
}

const bench = await startFanOut();
const results: FanOutResult[] = [];
for (let round = 0; round < Number(rounds); round += 1) {
  for (const servers of [1, 2]) {
    const wish = { mode: "ours", encoding: "plain", clients: Number(clients), servers } as const;
    results.push(await bench.run({ ...wish, seconds: Number(seconds), framesAtOnce: 1 }));
  }
}
bench.stop();
const swept = await sweep();

const of = (servers: number, what: (one: FanOutResult) => number): number =>
  median(results.filter((one) => one.servers === servers).map(what));
const busiest = (servers: number): number => of(servers, (one) => one.busiestMillisPerFrame);

function streamRow(servers: number): string {
  const cells = [
    `${servers}`,
    `${of(servers, (one) => one.missing)}`,
    `${of(servers, (one) => one.p50)} / ${of(servers, (one) => one.p99)}`,
    busiest(servers).toFixed(1),
    `${(busiest(1) / busiest(servers)).toFixed(2)}x`,
    megabytes(of(servers, (one) => one.rssBytes)),
  ];
  return `| ${cells.join(" | ")} |`;
}

const report = `# Scale-out

Made by \`npm run bench:scale -- --clients ${clients} --seconds ${seconds} --rounds ${rounds} --coins ${coins} --days ${days}\`.
${machine()}. Everything, clients included, is on the same cores, so what the busiest copy has to compute is what tells
of larger machines: it is what saturates first.

## The stream: ${clients} clients, one frame of 10 KB a second, no compression

| stream processes | missing | publish to client: p50 / p99, ms | busiest process: CPU ms per frame | gain | memory together |
|---|---|---|---|---|---|
${streamRow(1)}
${streamRow(2)}

## The worker: a sweep of ${swept.sets} sets of rules over ${coins} coins of ${Number(days) * 24} hours in ${swept.parts} parts

From the request to the finished row, the best of ${rounds} rounds; ${swept.sameBytes ? "all results have the same bytes" : "**the results differ**"}.

| workers | wall, s | gain | busier process: CPU s | gain |
|---|---|---|---|---|
| 1 | ${swept.oneWorker.toFixed(1)} | 1.00x | ${swept.busierCpu.one.toFixed(1)} | 1.00x |
| 2 | ${swept.twoWorkers.toFixed(1)} | ${swept.faster.toFixed(2)}x | ${swept.busierCpu.two.toFixed(1)} | ${swept.lessCpu.toFixed(2)}x |

What does not divide is bringing and scoring the bars before the parts and the report after them.
`;
console.log(report);
mkdirSync("docs/figures", { recursive: true });
writeFileSync("docs/figures/scale.md", report);
process.exit(0);
