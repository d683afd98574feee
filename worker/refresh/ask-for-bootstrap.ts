import { listFruitlessCharts } from "@/lib/cache/fruitless-charts";
import type { Asset } from "@/lib/market/asset";
import { HOUR_MS } from "@/lib/market/units";
import { enqueue } from "@/lib/queue/enqueue";
import type { JobContext } from "@/worker/runtime/services";
import type { WorkerMemory } from "./memory";

/** Formula A.3: the largest coins get their volume history from the provider's charts at the start. */
const BOOTSTRAPPED_COINS = 100;
/** Charts that failed are asked for again after this long. Wall clock. */
const ASK_AGAIN_MS = HOUR_MS;

/** The largest coins of the visible board that still lack a volume baseline of their own. */
export function coinsWithoutBaseline({ visible, baselines }: WorkerMemory): Asset[] {
  const assets = visible?.snapshot.board.coins.map((coin) => coin.asset) ?? [];
  return assets
    .filter((asset) => asset.marketCapUsd !== null)
    .toSorted((a, b) => (b.marketCapUsd ?? 0) - (a.marketCapUsd ?? 0))
    .slice(0, BOOTSTRAPPED_COINS)
    .filter((asset) => !baselines?.value.has(asset.id));
}

/** Those of them whose chart was not found wanting within the last day. */
export async function coinsWorthCharting({ memory, redis }: Pick<JobContext, "memory" | "redis">): Promise<Asset[]> {
  const assets = coinsWithoutBaseline(memory);
  const fruitless = await listFruitlessCharts(
    redis,
    assets.map(({ id }) => id),
  );
  return assets.filter(({ id }) => !fruitless.has(id));
}

/** Enqueues a volume bootstrap when it could help and none was asked for lately. */
export async function askForBootstrap(context: JobContext): Promise<void> {
  const { memory, queues, wallNow } = context;
  const lately = memory.bootstrapAskedAt !== null && wallNow() - memory.bootstrapAskedAt < ASK_AGAIN_MS;
  if (lately || memory.baselines === null || (await coinsWorthCharting(context)).length === 0) return;
  memory.bootstrapAskedAt = wallNow();
  await enqueue(queues, "volume.bootstrap", {});
}
