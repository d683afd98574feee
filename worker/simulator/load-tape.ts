import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { AppError } from "@/lib/errors";
import { HOUR_MS, MINUTE_MS } from "@/lib/market/units";
import type { Tape } from "@/lib/simulator/replay-market";
import { TapeProblem } from "@/lib/simulator/tape-problem";
import { readTapeUniverse } from "@/lib/simulator/tape-universe";
import { findRecording, readCandles } from "@/worker/tape/recording";

/**
 * Loads a recording: `coingecko/` (the universe and its maps), `spot-1h/` and `spot-5m/` (one gzipped candle file each).
 * A folder that lacks something is refused with the name of what is missing.
 */
export async function loadTape(directory: string): Promise<Tape> {
  try {
    const coingecko = join(directory, "coingecko");
    const universe = readTapeUniverse({
      marketsJsonl: gunzipSync(
        await readFile(await findRecording(coingecko, /^coingecko_markets_.*\.jsonl\.gz$/)),
      ).toString(),
      pairsCsv: await readFile(await findRecording(coingecko, /^spot_usdt_to_coingecko\.csv$/), "utf8"),
      stablecoinsCsv: await readFile(await findRecording(coingecko, /^stablecoins\.csv$/), "utf8"),
      wrappedCsv: await readFile(await findRecording(coingecko, /^wrapped\.csv$/), "utf8"),
    });
    const hourly = await readCandles(await findRecording(join(directory, "spot-1h"), /_1h_.*\.csv\.gz$/), HOUR_MS);
    const fiveMinutes = await readCandles(
      await findRecording(join(directory, "spot-5m"), /_5m_.*\.csv\.gz$/),
      5 * MINUTE_MS,
    );
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
