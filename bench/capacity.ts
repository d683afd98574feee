/**
 * What one coin, rule, client, frame and row cost, measured on this machine, and what follows for instances of several sizes.
 *   npm run bench:capacity -- [--clients 5000] [--seconds 10]      writes the measured part of docs/capacity.md
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Redis } from "ioredis";
import { setup } from "@/launch/test-services";
import { measureKeys } from "../lib/cache/measure-keys";
import { writeBoard } from "../lib/cache/momentum-board";
import { snapshotFixture, streamStateFixture } from "../lib/contracts/board.fixture";
import { HOUR_MS, MINUTE_MS } from "../lib/market/units";
import { upsertCoins } from "../lib/store/coins";
import { createTestDatabase } from "../lib/store/database.fixture";
import { measureHistory } from "../lib/store/measure-history";
import { writeMomentumSlot } from "../lib/store/momentum-history";
import { insertVolumeSnapshots } from "../lib/store/volume-history";
import { measureReadiness } from "./cluster-readiness";
import { machine, startFanOut } from "./fan-out-run";
import { startPrivateRedis } from "./private-redis";

const { values } = parseArgs({
  options: { clients: { type: "string", default: "5000" }, seconds: { type: "string", default: "10" } },
});
const DOCUMENT = "docs/capacity.md";
const SIZES = [2_500, 17_000] as const;
const DAY = 24 * HOUR_MS;

/** The board with its closes and what the stream carries on from, in Redis' own memory. */
async function redisBytes(coins: number): Promise<number> {
  const own = await startPrivateRedis();
  const redis = new Redis(own.url);
  const snapshot = snapshotFixture(coins, 1);
  await writeBoard(redis, snapshot, streamStateFixture(snapshot), 0);
  const bytes = (await measureKeys(redis)).reduce((sum, family) => sum + family.bytes, 0);
  redis.disconnect();
  own.stop();
  return bytes;
}

/** Twelve slots of a whole universe, as the worker writes them. */
async function historyOf() {
  const stop = await setup();
  const test = await createTestDatabase(process.env.TEST_DATABASE_URL);
  const [coins] = SIZES;
  const { board } = snapshotFixture(coins, 1);
  const identities = board.coins.map(({ asset: { id, symbol, name } }) => ({ id, symbol, name }));
  const keys = await upsertCoins(test.database, identities);
  const begins = Math.floor(Date.now() / DAY) * DAY;
  for (let slot = 0; slot < 12; slot += 1) {
    await writeMomentumSlot(test.database, begins + slot * 5 * MINUTE_MS, board.coins, keys, coins);
  }
  // An hour's and a day's rows are copies of a slot's, as retention makes them.
  for (const table of ["momentum_hourly", "momentum_daily"]) {
    await test.database.pool.query(`insert into ${table} select * from momentum_snapshots where slot = $1`, [
      new Date(begins),
    ]);
  }
  const volumes = board.coins.map(({ asset: { id } }) => ({ id, volumeUsd: 1e6 }));
  for (let hour = 0; hour < 12; hour += 1) {
    await insertVolumeSnapshots(test.database, begins + hour * HOUR_MS, volumes, keys);
  }
  const measured = await Promise.all(SIZES.map((size) => measureHistory(test.database, size)));
  await test.remove();
  await stop?.();
  return measured;
}

function microsPerRule(): number {
  const printed = execFileSync(process.execPath, ["--import", "tsx", "bench/alerts.ts"], { encoding: "utf8" });
  const [, rules, millis] = /^(\d+) rules.*median ([\d.]+) ms/.exec(printed) ?? [];
  return (1_000 * Number(millis)) / Number(rules);
}

async function streamCosts() {
  const bench = await startFanOut();
  const [clients, seconds] = [Number(values.clients), Number(values.seconds)];
  const wish = { mode: "ours", servers: 1, framesAtOnce: 1 } as const;
  const few = await bench.run({ ...wish, encoding: "deflated", clients: 100, seconds: 3 });
  const deflated = await bench.run({ ...wish, encoding: "deflated", clients, seconds });
  const plain = await bench.run({ ...wish, encoding: "plain", clients, seconds });
  bench.stop();
  const perClient = (many: { rssBytes: number }): number => Math.max(0, many.rssBytes - few.rssBytes) / (clients - 100);
  return { deflated, plain, bytesPerClient: { deflated: perClient(deflated), plain: perClient(plain) } };
}

const redis = await Promise.all(SIZES.map(redisBytes));
const history = await historyOf();
const rule = microsPerRule();
const stream = await streamCosts();
const readiness = await measureReadiness();

const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
const kb = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} kB`;
const [small, large] = redis as [number, number];
const rowBytes = history[0]?.tables.find(({ table }) => table === "momentum_snapshots")?.bytesPerRow ?? 0;

const measured = `${machine()}. Made by \`npm run bench:capacity\`.

| unit | costs |
|---|---|
| one coin in Redis: board, closes, what the stream carries on from | ${kb((large - small) / (SIZES[1] - SIZES[0]))} (${mb(small)} at 2,500, ${mb(large)} at 17,000) |
| one row of ranks and scores in Postgres, with its index | ${rowBytes.toFixed(0)} bytes |
| a day of 2,500 coins; kept after two years | ${mb(history[0]?.bytesWrittenPerDay ?? 0)}; ${mb(history[0]?.bytesKeptAfterTwoYears ?? 0)} |
| a day of 17,000 coins; kept after two years | ${mb(history[1]?.bytesWrittenPerDay ?? 0)}; ${mb(history[1]?.bytesKeptAfterTwoYears ?? 0)} |
| one alert rule judged on one board | ${rule.toFixed(2)} µs of one core |
| one client of the stream that takes compression; that takes none | ${kb(stream.bytesPerClient.deflated)}; ${kb(stream.bytesPerClient.plain)} of memory |
| one frame of fifty rows to one client, compressed; plain | ${stream.deflated.microsPerMessage.toFixed(1)} µs and ${kb(stream.deflated.bytesPerMessage)}; ${stream.plain.microsPerMessage.toFixed(1)} µs and ${kb(stream.plain.bytesPerMessage)} |

### What a Redis Cluster would take today

Each is done once, by the product's own function, on a Redis in cluster mode.

| what | taken |
|---|---|
${readiness.map(({ what, refused }) => `| ${what} | ${refused === null ? "yes" : `no: ${refused}`} |`).join("\n")}
`;
const [before, , after] = readFileSync(DOCUMENT, "utf8").split(/(?<=<!-- measured -->\n)|(?=<!-- \/measured -->)/);
writeFileSync(DOCUMENT, `${before}\n${measured}\n${after}`);
console.log(measured);
process.exit(0);
