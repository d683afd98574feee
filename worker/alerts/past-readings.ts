import type { PastReadings } from "@/lib/alerts/coin-readings";
import type { Database } from "@/lib/connections";
import type { UnixMs } from "@/lib/market/units";
import type { RankWindow } from "@/lib/momentum/rank-move";
import { rankWindows } from "@/lib/momentum/rank-windows";
import { findSlotNear } from "@/lib/store/momentum-history";
import { readStoredReadings } from "@/lib/store/stored-readings";

type Past = Partial<Record<RankWindow, PastReadings>>;

/** Readings one window before a moment, for each window asked for. */
export interface PastReader {
  /** `since`: what is stored from before is another market's. A window that history does not reach is left out. */
  read(database: Database, at: UnixMs, windows: ReadonlySet<RankWindow>, since: UnixMs | null): Promise<Past>;
}

/** The stored moment nearest to each window's beginning, whose rows are read once for as long as it is the nearest. */
export function createPastReader(): PastReader {
  const held = new Map<RankWindow, { slot: UnixMs; writtenAt: UnixMs; coins: PastReadings }>();

  async function readWindow(database: Database, at: UnixMs, window: RankWindow, since: UnixMs | null) {
    const { lengthMs, toleranceMs } = rankWindows[window];
    const near = await findSlotNear(database, at - lengthMs, toleranceMs);
    if (near === null || (since !== null && near.writtenAt < since)) return null;
    const { slot, writtenAt } = near;
    const known = held.get(window);
    if (known?.slot === slot && known.writtenAt === writtenAt) return known.coins;
    const coins = await readStoredReadings(database, near);
    held.set(window, { slot, writtenAt, coins });
    return coins;
  }

  return {
    async read(database, at, windows, since) {
      const past: Past = {};
      for (const window of windows) {
        const coins = await readWindow(database, at, window, since);
        if (coins !== null) past[window] = coins;
      }
      return past;
    },
  };
}
