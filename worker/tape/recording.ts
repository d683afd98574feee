import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { type CandleParser, createCandleParser } from "@/lib/simulator/candle-parser";
import type { CandleSeries } from "@/lib/simulator/candle-series";
import { TapeProblem } from "@/lib/simulator/tape-problem";

/** The one file of a recording's folder whose name fits; the last of several, so that dated names give the newest. */
export async function findRecording(folder: string, pattern: RegExp): Promise<string> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new TapeProblem(`the folder ${folder} is missing`, { cause });
  });
  const name = names
    .filter((candidate) => pattern.test(candidate))
    .sort()
    .at(-1);
  if (name === undefined) throw new TapeProblem(`${folder} has no file like ${pattern.source}`);
  return join(folder, name);
}

/** The candles of a gzipped file, by pair. */
export async function readCandles(path: string, spanMs: number): Promise<ReadonlyMap<string, CandleSeries>> {
  const parser = createCandleParser(path, spanMs);
  await pipeline(
    createReadStream(path, { highWaterMark: 1 << 18 }),
    createGunzip({ chunkSize: 1 << 18 }),
    feed(parser),
  );
  return parser.finish();
}

function feed(parser: CandleParser) {
  return async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of chunks) parser.push(chunk);
  };
}
