import type { Database } from "@/lib/connections";
import type { FoundSlot } from "@/lib/store/momentum-history";
import { readStoredReadings } from "@/lib/store/stored-readings";
import type { Moment } from "./sights";

/** What history kept of each of these moments, one after the other. It was fresh when it was written. */
export async function* storedMoments(database: Database, slots: readonly FoundSlot[]): AsyncGenerator<Moment> {
  for (const slot of slots) {
    yield { at: slot.writtenAt, sequence: null, stale: false, coins: await readStoredReadings(database, slot) };
  }
}
