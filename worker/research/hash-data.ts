import { createHash } from "node:crypto";
import type { Bars } from "@/lib/backtest/bars";
import type { UnscoredHistory } from "./load-histories";

/** SHA-256 over every bar of a coin as the run sees it, and whether it was in the universe. */
export function hashHistory({ coinId, bars, member, delisted }: UnscoredHistory): string {
  const hash = createHash("sha256").update(`${coinId} ${bars.firstOpenAt} ${bars.close.length} ${delisted}\n`);
  for (const column of columnsOf(bars)) hash.update(bytesOf(column));
  if (member !== null) hash.update(bytesOf(member));
  return hash.digest("hex");
}

/** Of the whole run, in the order of its coins. */
export function hashHistories(hashes: readonly string[]): string {
  return createHash("sha256").update(hashes.join("\n")).digest("hex");
}

/** Every array of a coin's bars, in a fixed order. */
export function columnsOf(bars: Bars): readonly (Float64Array | Uint8Array)[] {
  const { open, high, low, close, volumeUsd, traded, volumeUsd24h } = bars;
  return [open, high, low, close, volumeUsd, traded, ...(volumeUsd24h === undefined ? [] : [volumeUsd24h])];
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array | Uint8Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);
