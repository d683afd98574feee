import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { WebServices } from "@/app/api/web-services";
import { channelSettingsFrom } from "@/lib/adapters/channel-settings";
import { conditionSchema } from "@/lib/alerts/condition";
import type { Rule } from "@/lib/alerts/rule";
import type { AlertBody } from "@/lib/contracts/http/alert-body";
import type { RuleBody, RulePatch, shortAlertBodySchema } from "@/lib/contracts/http/alerts";
import type { QueryMistake } from "@/lib/http/parse-query";
import { listChannels, type NewChannel } from "@/lib/store/channels";
import { mistakesOfTimes, noMistakes, type RuleMistakes, resolveCoin, resolveScope } from "./check-rule";
import { findChannels, mistakesOfChannels } from "./find-channels";
import type { AlertScene } from "./read-scene";

/** A rule ready to be kept, with channels that must be made with it; or what is wrong with it. */
export type MadeRule =
  | { readonly rule: Rule; readonly channels: readonly NewChannel[]; readonly mistakes: null }
  | { readonly rule: null; readonly mistakes: RuleMistakes };

export interface MakeOptions {
  /** A preview sends nothing, so where to does not matter. */
  readonly withChannels: boolean;
}

export function makeRule(
  services: WebServices,
  scene: AlertScene,
  given: AlertBody,
  options: MakeOptions = { withChannels: true },
): Promise<MadeRule> {
  return given.kind === "short"
    ? fromShortBody(services, scene, given.body, options)
    : fromLongBody(services, scene, given.body, options);
}

async function fromShortBody(
  { env, database, box }: WebServices,
  scene: AlertScene,
  body: z.infer<typeof shortAlertBodySchema>,
  { withChannels }: MakeOptions,
): Promise<MadeRule> {
  const coin = resolveCoin(scene.board, body.symbol, "symbol");
  const usual = body.alert_type === "whale_seen" ? env.WHALE_CONFIDENCE_THRESHOLD : undefined;
  const condition = conditionSchema.safeParse({ type: body.alert_type, threshold: body.threshold ?? usual });
  const channels = withChannels
    ? await findChannels(body.channels, body.user_contact, await listChannels(database, box), channelSettingsFrom(env))
    : { ids: [], made: [], mistakes: [] };
  const errors: QueryMistake[] = [
    ...(coin.mistakes?.errors ?? []),
    ...(condition.error?.issues ?? []).map(({ message }) => ({ path: "threshold", message })),
    ...channels.mistakes,
  ];
  if (coin.id === null || !condition.success || errors.length > 0) {
    return { rule: null, mistakes: { errors, candidates: coin.mistakes?.candidates ?? [] } };
  }
  const rule: Rule = {
    ...blankRule(scene, env.ALERT_RATE_LIMIT_MINUTES),
    scope: { kind: "coin", coinId: coin.id },
    when: condition.data,
    channelIds: [...channels.ids],
  };
  return { rule, channels: channels.made, mistakes: null };
}

async function fromLongBody(
  services: WebServices,
  scene: AlertScene,
  body: RuleBody,
  { withChannels }: MakeOptions,
): Promise<MadeRule> {
  const blank = blankRule(scene, services.env.ALERT_RATE_LIMIT_MINUTES);
  const { channel_ids: channelIds, ...others } = body;
  const changed = await changeByPatch(
    services,
    scene,
    blank,
    withChannels ? { channel_ids: channelIds, ...others } : others,
  );
  return changed.rule === null ? changed : { ...changed, channels: [] };
}

/** The rule as a body wants it: only what the body names is changed, and checked. */
export async function changeByPatch(
  { env, database, box }: WebServices,
  scene: AlertScene,
  before: Rule,
  patch: RulePatch,
): Promise<{ rule: Rule; mistakes: null } | { rule: null; mistakes: RuleMistakes }> {
  const { scope, mistakes } =
    patch.scope === undefined ? { scope: before.scope, mistakes: noMistakes } : resolveScope(patch.scope, scene);
  const expiresAt = patch.expires_at === undefined ? before.expiresAt : timeOrNull(patch.expires_at);
  const rule: Rule = {
    ...before,
    name: patch.name ?? before.name,
    scope,
    when: patch.when ?? before.when,
    repeat: patch.repeat ?? before.repeat,
    cooldownMinutes: patch.cooldown_minutes ?? before.cooldownMinutes,
    hysteresis: patch.hysteresis === undefined ? before.hysteresis : patch.hysteresis,
    expiresAt,
    mutes: patch.mutes ?? before.mutes,
    channelIds: [...new Set(patch.channel_ids ?? before.channelIds)],
    state: patch.state ?? before.state,
  };
  const times = mistakesOfTimes(patch.expires_at === undefined ? { ...rule, expiresAt: null } : rule, scene.now);
  const channels =
    patch.channel_ids === undefined || patch.channel_ids.length === 0
      ? []
      : mistakesOfChannels(rule.channelIds, await listChannels(database, box), channelSettingsFrom(env));
  const errors = [...mistakes.errors, ...times, ...channels];
  if (errors.length > 0) return { rule: null, mistakes: { errors, candidates: mistakes.candidates } };
  return { rule, mistakes: null };
}

function blankRule({ now }: AlertScene, cooldownMinutes: number): Rule {
  return {
    id: randomUUID(),
    name: "",
    scope: { kind: "coin", coinId: "" },
    when: { type: "cluster_change" },
    repeat: "every_episode",
    cooldownMinutes,
    hysteresis: null,
    expiresAt: null,
    mutes: [],
    channelIds: [],
    state: "active",
    version: 1,
    createdAt: now,
  };
}

const timeOrNull = (text: string | null): number | null => (text === null ? null : Date.parse(text));
