import type { UnixMs } from "@/lib/market/units";
import type { CoinReadings, Sight } from "./coin-readings";
import type { When } from "./condition";
import type { Rule } from "./rule";

export function ruleFixture(when: When, changes: Partial<Rule> = {}): Rule {
  return {
    id: "rule",
    name: "",
    scope: { kind: "coin", coinId: "bitcoin" },
    when,
    repeat: "every_episode",
    cooldownMinutes: 15,
    hysteresis: null,
    expiresAt: null,
    mutes: [],
    channelIds: [],
    state: "active",
    version: 1,
    createdAt: 0,
    ...changes,
  };
}

export function readingsFixture(changes: Partial<CoinReadings> = {}): CoinReadings {
  return {
    coinId: "bitcoin",
    symbol: "BTC",
    score: 50,
    price: 100,
    whale: null,
    pretrend: null,
    rank: 10,
    clusterId: 1,
    action: "HOLD",
    marketCapUsd: 1e9,
    volumeUsd: 1e7,
    ...changes,
  };
}

export function sightFixture(at: UnixMs, coins: readonly CoinReadings[], changes: Partial<Sight> = {}): Sight {
  return {
    at,
    sequence: 1,
    stale: false,
    coins: new Map(coins.map((coin) => [coin.coinId, coin])),
    before: null,
    past: {},
    ...changes,
  };
}
