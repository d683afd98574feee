import type { z } from "zod";
import type { Rule } from "@/lib/alerts/rule";
import type { UnixMs } from "@/lib/market/units";
import { type AlertNames, ruleSentence } from "../alert-sentences";
import type { Standing } from "../alert-standing";
import type { alertStandingSchema, RuleBody, WireAlert } from "./alerts";
import { isoOrNull, isoTime } from "./freshness";
import { roundOrNull, significantOrNull } from "./rounding";

export interface AlertRecord {
  readonly firings: number;
  readonly lastFiredAt: UnixMs | null;
  readonly standings: readonly Standing[];
  /** The board that the standings are of; null without one. */
  readonly judgedAt: UnixMs | null;
}

/** A rule as the wire has it. */
export function toWireAlert(rule: Rule, names: AlertNames, record: AlertRecord): WireAlert {
  return {
    id: rule.id,
    name: rule.name,
    sentence: ruleSentence(rule, names),
    state: rule.state,
    version: rule.version,
    rule: toRuleBody(rule),
    standings: record.standings.map((standing) => toWireStanding(standing, record.judgedAt)),
    firings: record.firings,
    last_fired_at: isoOrNull(record.lastFiredAt),
    created_at: isoTime(rule.createdAt),
  };
}

/** What would be sent to make the same rule again. */
export function toRuleBody(rule: Rule): RuleBody {
  return {
    name: rule.name,
    scope: rule.scope,
    when: rule.when,
    repeat: rule.repeat,
    cooldown_minutes: rule.cooldownMinutes,
    hysteresis: rule.hysteresis,
    expires_at: isoOrNull(rule.expiresAt),
    mutes: rule.mutes,
    channel_ids: rule.channelIds,
  };
}

function toWireStanding(standing: Standing, judgedAt: UnixMs | null): z.infer<typeof alertStandingSchema> {
  return {
    coin_id: standing.coinId,
    symbol: standing.symbol,
    state: standing.state,
    value: significantOrNull(standing.value, 10),
    distance: roundOrNull(standing.distance, 10),
    sentence: standing.sentence,
    judged_at: isoOrNull(judgedAt),
    held_back: standing.heldBack,
    episodes: standing.episodes,
    last_fired_at: isoOrNull(standing.lastFiredAt),
  };
}
