import { liveClock } from "@/lib/market/clock";
import { momentumConfigSchema, SCORE_VERSION } from "@/lib/momentum/config";
import type { ScoredCoin } from "@/lib/momentum/scored-coin";
import type { BoardSnapshot } from "./snapshots";
import type { StreamState } from "./stream";

export const FIXTURE_TIME = Date.UTC(2026, 10, 21, 12, 0, 0);

/** Ids that break careless code: quotes, emoji, line breaks, keywords of JavaScript, SQL and Lua. */
export const hostileIds = [
  "__proto__",
  "constructor",
  "'; drop table coins; --",
  '"quoted" \\ back\\slash',
  "🚀-emoji-👩‍👩‍👧‍👦",
  "line\nbreak\ttab\r\n",
  "{curly},{array}",
  "%s%d%.14g",
  "NULL",
  "نص-عربي",
  " ",
];

export function scoredCoinFixture(index: number, changes: { id?: string; rank?: number | null } = {}): ScoredCoin {
  const rank = changes.rank === undefined ? index + 1 : changes.rank;
  const score = 99.5 - index / 333;
  return {
    asset: {
      id: changes.id ?? `coin-${index}`,
      symbol: `C${index}`,
      name: `Coin ${index} 🪙`,
      imageUrl: `https://example.com/${index}.png`,
      priceUsd: 1 / (index + 3),
      marketCapUsd: 1e9 / (index + 1),
      marketCapRank: index + 1,
      volumeUsd24h: 1e7 / (index + 7),
      highUsd24h: null,
      lowUsd24h: null,
      changePercent1h: 0.1,
      changePercent24h: -1 / 3,
      changePercent7d: null,
      lastUpdatedAt: FIXTURE_TIME - 30_000,
      observedAt: FIXTURE_TIME,
    },
    rank,
    excluded: rank === null ? "stable" : null,
    score,
    baseScore: score - 5,
    scorePercentile: rank === null ? null : 50,
    subScores: {
      price_momentum: 15 + 1 / 3,
      volume_spike: 12.5,
      rsi_signal: 1e-60,
      ma_cross: 7.5,
      pretrend_bonus: 0,
      whale_bonus: 2.123456789,
    },
    action: "HOLD",
    confidence: 0.5,
    coverage: 0.9,
    flags: ["sigma_peer"],
    missing: ["whale_bonus"],
    derived: ["7d"],
    readings: {
      price: { rawPercent: 1, z: 0.2, sigma1h: 0.01, sigmaSource: "own" },
      volume: {
        ratio: 1.1,
        baselineUsd: 1e6,
        baselineSource: "own_history",
        baselineHave: 5,
        baselineWished: 7,
        direction: 1,
      },
      rsi: { value: 55, closes: 168 },
      ma: { spreadFraction: 0.01, z: 1, crossed: null, hoursSinceCross: null },
      pretrend: { probability: null },
      whale: { confidence: null, netFlow: null },
    },
    cluster: null,
    rankAgo1h: null,
    rankAgo24h: 3,
  };
}

/** A board of so many coins, hostile ids among them, with closes of lengths from 0 to 168. */
export function snapshotFixture(count: number, sequence: number, scoreShift = 0): BoardSnapshot {
  const coins = Array.from({ length: count }, (_, index) => {
    const id = hostileIds[index];
    const coin = scoredCoinFixture(index, id === undefined ? {} : { id });
    return { ...coin, score: coin.score + scoreShift };
  });
  const closes = coins.map((_, index) =>
    Float64Array.from({ length: index % 4 === 0 ? index % 169 : 168 }, (_, hour) => 1 / (index + hour + 1)),
  );
  const board = {
    sequence,
    scoreVersion: SCORE_VERSION,
    config: momentumConfigSchema.parse({}),
    clock: liveClock,
    asOf: FIXTURE_TIME,
    writtenAt: FIXTURE_TIME + 1,
    fast: null,
    full: {
      kind: "full" as const,
      refreshedAt: FIXTURE_TIME,
      durationMs: 12.5,
      received: count,
      dropped: { no_price: 2 },
      everySeconds: 300,
    },
    rankedCount: count,
    coins,
  };
  return { board, closes };
}

export function streamStateFixture({ board }: BoardSnapshot): StreamState {
  return {
    sequence: board.sequence,
    asOf: board.asOf,
    rows: board.coins.map(({ asset, rank, score, action }) => ({
      id: asset.id,
      symbol: asset.symbol,
      name: asset.name,
      rank,
      momentum_score: score,
      delta: 0,
      action,
      whale_confidence: null,
      pretrend_prob: 0.5,
    })),
  };
}
