/**
 * Frames of 10 KB to thousands of clients of one stream process, against a `ws` server that stringifies and sends for each:
 * one frame a second for as long as asked, then ten at once every second, which ours sends in one write a client.
 *   npm run bench:fan-out -- [--clients 5000] [--seconds 600] [--rounds 3]      writes docs/figures/fan-out.md
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type FanOutResult, machine, median, megabytes, refuseWithoutFiles, startFanOut } from "./fan-out-run";

const { values } = parseArgs({
  options: {
    clients: { type: "string", default: "5000" },
    seconds: { type: "string", default: "600" },
    rounds: { type: "string", default: "3" },
  },
});
const [clients, seconds, rounds] = [values.clients, values.seconds, values.rounds].map(Number) as [
  number,
  number,
  number,
];
refuseWithoutFiles(clients);
/** The peer is no slower for being watched longer, and it keeps both cores busy. */
const naiveSeconds = Math.min(60, seconds);
const burst = { clients: Math.min(500, clients), servers: 1, seconds: 10, framesAtOnce: 10 };
const variants = [
  { mode: "ours", encoding: "deflated" },
  { mode: "ours", encoding: "plain" },
  { mode: "naive", encoding: "plain" },
] as const;

const bench = await startFanOut();
const steady: FanOutResult[] = [];
for (const variant of variants) {
  const lasts = variant.mode === "naive" ? naiveSeconds : seconds;
  const result = await bench.run({ ...variant, clients, servers: 1, seconds: lasts, framesAtOnce: 1 });
  console.log(steadyRow(result));
  steady.push(result);
}
const bursts: FanOutResult[] = [];
for (let round = 0; round < rounds; round += 1) {
  for (const variant of variants) bursts.push(await bench.run({ ...variant, ...burst }));
}
bench.stop();

function name({ mode, encoding }: Pick<FanOutResult, "mode" | "encoding">): string {
  if (mode === "naive") return "naive `ws`: `JSON.stringify` and `send` for each";
  return encoding === "deflated" ? "ours, client takes compression, as browsers do" : "ours, client takes none";
}

function steadyRow(one: FanOutResult): string {
  const cells = [
    name(one),
    `${one.frames}`,
    `${one.missing}`,
    `${one.p50} / ${one.p99} / ${one.slowest}`,
    one.microsPerMessage.toFixed(1),
    `${Math.round(one.bytesPerMessage)}`,
    megabytes(one.rssBytes),
    one.load.toFixed(1),
  ];
  return `| ${cells.join(" | ")} |`;
}

const cost = (mode: string, encoding: string): number =>
  median(bursts.filter((one) => one.mode === mode && one.encoding === encoding).map((one) => one.microsPerMessage));
const naiveCost = cost("naive", "plain");

function burstRow(variant: (typeof variants)[number]): string {
  const own = bursts.filter(({ mode, encoding }) => mode === variant.mode && encoding === variant.encoding);
  const micros = cost(variant.mode, variant.encoding);
  const missing = own.reduce((total, one) => total + one.missing, 0);
  const p99 = median(own.map((one) => one.p99));
  return `| ${name(variant)} | ${missing} | ${p99} | ${micros.toFixed(2)} | ${(naiveCost / micros).toFixed(1)}x |`;
}

const naiveSteady = steady.at(-1)?.microsPerMessage ?? 0;
const text = `# Fan-out

Made by \`npm run bench:fan-out -- --clients ${clients} --seconds ${seconds} --rounds ${rounds}\`. ${machine()}.
Publisher, server and clients are processes of their own on the same cores; every frame goes through Redis as in the product.

## One frame a second to ${clients} clients of one process

Every client must get every sequence; "missing" is what did not arrive. Aim: none missing, p99 at most 500 ms.

| server | frames | missing | publish to client: p50 / p99 / slowest, ms | CPU µs per message | bytes per message | memory | load |
|---|---|---|---|---|---|---|---|
${steady.map(steadyRow).join("\n")}

One frame at a time there is nothing to send together: per message ours costs ${steady
  .slice(0, -1)
  .map((one) => `${(naiveSteady / one.microsPerMessage).toFixed(1)}x less (${one.encoding})`)
  .join(" and ")}.

## Ten frames at once every second to ${burst.clients} clients

As after a lost connection to Redis, or when a board brings its rank changes along: the first frame leaves at once, the others
together. Medians of ${rounds} rounds of ${burst.seconds} s, implementations in turn. Aim: 8x less than naive.

| server | missing | p99, ms | CPU µs per message | less than naive |
|---|---|---|---|---|
${variants.map(burstRow).join("\n")}
`;
console.log(text);
mkdirSync("docs/figures", { recursive: true });
writeFileSync("docs/figures/fan-out.md", text);
process.exit(0);
