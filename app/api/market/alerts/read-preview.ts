import type { WebServices } from "@/app/api/web-services";
import type { CoinReadings } from "@/lib/alerts/coin-readings";
import { previewRule } from "@/lib/alerts/preview";
import type { Rule } from "@/lib/alerts/rule";
import { coinsInScope } from "@/lib/alerts/scope";
import { standingsOf } from "@/lib/contracts/alert-standing";
import { conditionsOf } from "@/lib/contracts/alert-words";
import { PREVIEW_DAYS, toWirePreview, unplayable } from "@/lib/contracts/http/alert-preview-wire";
import type { AlertPreview } from "@/lib/contracts/http/alerts";
import { DAY_MS } from "@/lib/market/units";
import { rankWindows } from "@/lib/momentum/rank-windows";
import { readProgress } from "@/lib/store/alert-progress";
import { listStoredMoments } from "@/lib/store/readings-history";
import { type AlertScene, readSight } from "./read-scene";

/** As many as can be played within a second. */
const COINS_MAX = 50;
const PLAYED = "played";

/** How often a rule would have fired on what history keeps. */
export async function previewOf(services: WebServices, scene: AlertScene, rule: Rule): Promise<AlertPreview> {
  const { moment, now, watchlists } = scene;
  const [sight, progress] = await Promise.all([readSight(services, scene, [rule]), readProgress(services.database)]);
  const standings = standingsOf(rule, sight, now, { watchlists, states: new Map(), limit: 1 });
  const inScope = [...coinsInScope(rule.scope, moment, watchlists)].sort(byRank);
  const coins = inScope.slice(0, COINS_MAX);
  const wished = now - PREVIEW_DAYS * DAY_MS;
  const since = progress?.known?.since ?? null;
  // What is stored from before is another market's.
  const from = since === null ? wished : Math.max(wished, since);
  const isPlayable = unplayable(rule.when).length === 0;
  const moments = isPlayable
    ? await listStoredMoments(
        services.database,
        coins.map(({ coinId, symbol }) => ({ id: coinId, symbol })),
        Math.max(from - longestWindow(rule), since ?? Number.NEGATIVE_INFINITY),
        now,
      )
    : [];
  // The coins are those that pass now: what a filter looks at is not kept.
  const played: Rule =
    rule.scope.kind === "coin" ? rule : { ...rule, scope: { kind: "watchlist", watchlistId: PLAYED } };
  const preview = previewRule(played, moments, from, new Map([[PLAYED, coins.map(({ coinId }) => coinId)]]));
  const first = moments.find(({ at }) => at >= from)?.at ?? null;
  return toWirePreview(rule, preview, {
    from,
    to: now,
    first,
    coins: coins.length,
    inScope: inScope.length,
    alreadyTrue: standings[0]?.heldBack === null,
  });
}

const byRank = (a: CoinReadings, b: CoinReadings): number =>
  (a.rank ?? Number.POSITIVE_INFINITY) - (b.rank ?? Number.POSITIVE_INFINITY) ||
  (b.marketCapUsd ?? 0) - (a.marketCapUsd ?? 0);

function longestWindow({ when }: Rule): number {
  const lengths = conditionsOf(when).map((condition) => {
    if (condition.type !== "percent_move") return 0;
    const { lengthMs, toleranceMs } = rankWindows[condition.window];
    return lengthMs + toleranceMs;
  });
  return Math.max(0, ...lengths);
}
