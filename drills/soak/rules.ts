import type { When } from "@/lib/alerts/condition";
import type { Rule } from "@/lib/alerts/rule";
import { seededRandom } from "@/lib/statistics/seeded-random";

/** What a rule needs to know of a coin to be worth judging. */
export interface SoakCoin {
  readonly id: string;
  readonly price: number;
}

const SEED = 6;
const WEBHOOK_SHARE = 0.25;

/**
 * Rules of every kind about these coins, the same ones for the same seed. Most tell the inbox, a quarter the webhook as well.
 */
export function makeRules(count: number, coins: readonly SoakCoin[], webhookId: string, createdAt: number): Rule[] {
  const random = seededRandom(SEED);
  return Array.from({ length: count }, (_, index): Rule => {
    const coin = coins[Math.floor(random() * coins.length)] ?? { id: "bitcoin", price: 1 };
    const kinds = whensOf(coin, random);
    const when = kinds[index % kinds.length] ?? { type: "score_above", threshold: 80 };
    return {
      id: `soak-${index}`,
      name: `Soak ${index}`,
      scope: { kind: "coin", coinId: coin.id },
      when,
      repeat: "every_episode",
      cooldownMinutes: 60,
      hysteresis: null,
      expiresAt: null,
      mutes: [],
      channelIds: random() < WEBHOOK_SHARE ? ["inbox", webhookId] : ["inbox"],
      state: "active",
      version: 1,
      createdAt,
    };
  });
}

function whensOf({ price }: SoakCoin, random: () => number): When[] {
  return [
    { type: "score_above", threshold: 55 + 30 * random() },
    { type: "score_below", threshold: 15 + 20 * random() },
    { type: "price_above", threshold: price * (1 + 0.1 * random()) },
    { type: "price_below", threshold: price * (1 - 0.1 * random()) },
    { type: "pretrend_above", threshold: 0.2 + 0.2 * random() },
    { type: "score_crosses", direction: "up", threshold: 50 + 20 * random() },
    { type: "percent_move", reading: "price", direction: "either", window: "1h", percent: 2 + 6 * random() },
    { type: "percent_move", reading: "score", direction: "up", window: "24h", percent: 20 + 40 * random() },
    { type: "rank_top", change: "enters", top: 10 + Math.floor(90 * random()) },
    { type: "action_change", to: null },
    {
      match: "all",
      of: [
        { type: "score_above", threshold: 50 + 20 * random() },
        { type: "price_above", threshold: price },
      ],
    },
  ];
}
