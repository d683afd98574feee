import { performance } from "node:perf_hooks";
import type { CoinReadings } from "@/lib/alerts/coin-readings";
import type { When } from "@/lib/alerts/condition";
import { applyStates, compileRule, evaluateRules } from "@/lib/alerts/evaluate";
import type { Rule } from "@/lib/alerts/rule";
import type { RuleState } from "@/lib/alerts/rule-state";
import { seededRandom } from "@/lib/statistics/seeded-random";

/** 50,000 rules of every kind over 2,500 coins, thirty boards in a row: milliseconds a board on one core. */
const RULES = 50_000;
const COINS = 2_500;
const BOARDS = 30;

const random = seededRandom(17);
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;

function anyWhen(): When {
  const kinds: (() => When)[] = [
    () => ({ type: "score_above", threshold: 40 + 50 * random() }),
    () => ({ type: "score_below", threshold: 10 + 40 * random() }),
    () => ({ type: "price_above", threshold: 90 + 20 * random() }),
    () => ({ type: "price_below", threshold: 90 + 20 * random() }),
    () => ({ type: "whale_seen", threshold: 0.6 }),
    () => ({ type: "pretrend_above", threshold: 0.3 }),
    () => ({ type: "score_crosses", direction: "up", threshold: 70 }),
    () => ({ type: "percent_move", reading: "price", direction: "either", window: "1h", percent: 5 }),
    () => ({ type: "rank_top", change: "enters", top: 100 }),
    () => ({
      match: "all",
      of: [
        { type: "score_above", threshold: 60 },
        { type: "whale_seen", threshold: 0.5 },
      ],
    }),
  ];
  return pick(kinds)();
}

const rules = Array.from(
  { length: RULES },
  (_, index): Rule => ({
    id: `rule-${index}`,
    name: "",
    scope: { kind: "coin", coinId: `coin-${Math.floor(random() * COINS)}` },
    when: anyWhen(),
    repeat: "every_episode",
    cooldownMinutes: 15,
    hysteresis: null,
    expiresAt: null,
    mutes: [],
    channelIds: [],
    state: "active",
    version: 1,
    createdAt: 0,
  }),
);

function board(at: number): Map<string, CoinReadings> {
  return new Map(
    Array.from({ length: COINS }, (_, index) => {
      const coinId = `coin-${index}`;
      const readings: CoinReadings = {
        coinId,
        symbol: coinId,
        score: 20 + 70 * random(),
        price: 80 + 40 * random(),
        whale: random() < 0.8 ? null : random(),
        pretrend: 0.2 + 0.2 * random(),
        rank: 1 + Math.floor(COINS * random()),
        clusterId: Math.floor(8 * random()),
        action: "HOLD",
        marketCapUsd: at,
        volumeUsd: at,
      };
      return [coinId, readings];
    }),
  );
}

const compiled = rules.map(compileRule);
const states = new Map<string, Map<string, RuleState>>();
const took: number[] = [];
let firings = 0;
let before: { at: number; coins: Map<string, CoinReadings> } | null = null;
for (let step = 1; step <= BOARDS; step += 1) {
  const at = step * 300_000;
  const coins = board(at);
  const sight = {
    at,
    sequence: step,
    stale: false,
    coins,
    before,
    past: before === null ? {} : { "1h": before.coins },
  };
  const started = performance.now();
  const evaluation = evaluateRules(compiled, states, sight, { watchlists: new Map(), late: false });
  took.push(performance.now() - started);
  firings += evaluation.firings.length;
  applyStates(states, evaluation.changed);
  before = { at, coins };
}
took.sort((a, b) => a - b);
const [median, worst] = [took[Math.floor(BOARDS / 2)] ?? 0, took.at(-1) ?? 0];
process.stdout.write(
  `${RULES} rules, ${COINS} coins: median ${median.toFixed(1)} ms, worst ${worst.toFixed(1)} ms a board, ${firings} firings\n`,
);
