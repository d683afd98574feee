import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip, gunzipSync } from "node:zlib";
import { AppError } from "@/lib/errors";
import { HOUR_MS, MINUTE_MS } from "@/lib/market/units";
import { type CandleParser, createCandleParser } from "@/lib/simulator/candle-parser";
import type { CandleSeries } from "@/lib/simulator/candle-series";
import type { Tape } from "@/lib/simulator/replay-market";
import { TapeProblem } from "@/lib/simulator/tape-problem";
import { readTapeUniverse } from "@/lib/simulator/tape-universe";

/**
 * Loads a recording: `coingecko/` (the universe and its maps), `spot-1h/` and `spot-5m/` (one gzipped candle file each).
 * A folder that lacks something is refused with the name of what is missing.
 */
export async function loadTape(directory: string): Promise<Tape> {
  try {
    const coingecko = join(directory, "coingecko");
    const universe = readTapeUniverse({
      marketsJsonl: gunzipSync(
        await readFile(await theFile(coingecko, /^coingecko_markets_.*\.jsonl\.gz$/)),
      ).toString(),
      pairsCsv: await readFile(await theFile(coingecko, /^spot_usdt_to_coingecko\.csv$/), "utf8"),
      stablecoinsCsv: await readFile(await theFile(coingecko, /^stablecoins\.csv$/), "utf8"),
      wrappedCsv: await readFile(await theFile(coingecko, /^wrapped\.csv$/), "utf8"),
    });
    const hourly = await loadCandles(await theFile(join(directory, "spot-1h"), /_1h_.*\.csv\.gz$/), HOUR_MS);
    const fiveMinutes = await loadCandles(await theFile(join(directory, "spot-5m"), /_5m_.*\.csv\.gz$/), 5 * MINUTE_MS);
    return { universe, hourly, fiveMinutes };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw unusable(error instanceof TapeProblem ? reason : `${directory} cannot be read: ${reason}`, error);
  }
}

function unusable(message: string, cause?: unknown): AppError {
  return new AppError("misconfigured", `REPLAY_DIR is not usable: ${message}`, { retryable: false, cause });
}

/** The one file of a folder whose name fits; the last of several, so that dated names give the newest. */
async function theFile(folder: string, pattern: RegExp): Promise<string> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw unusable(`the folder ${folder} is missing`, cause);
  });
  const name = names
    .filter((candidate) => pattern.test(candidate))
    .sort()
    .at(-1);
  if (name === undefined) throw unusable(`${folder} has no file like ${pattern.source}`);
  return join(folder, name);
}

async function loadCandles(path: string, spanMs: number): Promise<ReadonlyMap<string, CandleSeries>> {
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
