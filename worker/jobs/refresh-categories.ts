import type { JobPayload } from "@/lib/contracts/jobs";
import { DAY_MS } from "@/lib/market/units";
import { loadCategories, saveCategory } from "@/lib/store/coin-categories";
import { allCategories } from "@/worker/refresh/categories";
import type { JobContext } from "@/worker/runtime/services";

/** Half a day early is still daily; it lets a schedule of a day never miss its day by a second. */
const FRESH_MS = DAY_MS / 2;

/** Which coins are stable and which follow another coin. A category that fails keeps its last members. */
export async function refreshCategories(_: JobPayload<"universe.categories">, context: JobContext) {
  const { coingecko, db, memory, now, signal } = context;
  const saved = await loadCategories(db.database);
  const due = allCategories.filter((category) => {
    const age = now() - (saved.get(category)?.savedAt ?? Number.NEGATIVE_INFINITY);
    return age >= FRESH_MS || age < 0;
  });
  for (const category of due) {
    const ids = await coingecko.fetchCategoryIds(category, signal);
    await saveCategory(db.database, category, ids, now());
  }
  memory.categories = null;
  return { refreshed: due };
}
