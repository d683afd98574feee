import { createRoute } from "@/app/api/create-route";
import { createWriteRoute } from "@/app/api/create-write-route";
import { createdSentence } from "@/lib/contracts/alert-sentences";
import { standingsOf } from "@/lib/contracts/alert-standing";
import { alertBodySchema } from "@/lib/contracts/http/alert-body";
import { alertsQuerySchema } from "@/lib/contracts/http/alerts";
import { findCoin } from "@/lib/contracts/http/coin-detail";
import { isoTime } from "@/lib/contracts/http/freshness";
import { createdAnswer, jsonAnswer, revalidatePrivately } from "@/lib/http/answer";
import { answerNoBoard } from "@/lib/http/problem";
import { createRule } from "@/lib/store/alert-rules";
import { answerMistakes } from "./check-rule";
import { makeRule } from "./make-rule";
import { readAlerts } from "./read-alerts";
import { readScene, readSight } from "./read-scene";

export const GET = createRoute({
  access: { access: "private", scope: "alerts" },
  query: alertsQuerySchema,
  async handle({ page, per_page: perPage, state = null, coin }, { services }) {
    const scene = await readScene(services);
    if (scene === null) return answerNoBoard();
    const match = coin === undefined ? null : findCoin(scene.board, coin);
    const coinId = match === null ? null : match.kind === "found" ? match.id : (coin ?? null);
    const { total, alerts } = await readAlerts(services, scene, { page, perPage, state, coinId });
    return jsonAnswer({ total, alerts, timestamp: isoTime(scene.board.writtenAt) }, revalidatePrivately);
  },
});

export const POST = createWriteRoute({
  scope: "alerts",
  body: alertBodySchema,
  async handle({ body, services }) {
    const scene = await readScene(services);
    if (scene === null) return answerNoBoard();
    const made = await makeRule(services, scene, body);
    if (made.rule === null) return answerMistakes(made.mistakes);
    const { rule, channels } = made;
    const sight = await readSight(services, scene, [rule]);
    const nearest = standingsOf(rule, sight, scene.now, { watchlists: scene.watchlists, states: new Map(), limit: 1 });
    await createRule(services.database, services.box, rule, channels);
    const created = {
      alert_id: rule.id,
      status: "created" as const,
      message: createdSentence(rule, scene.names),
      already_true: nearest[0]?.heldBack === null,
      ...secretOf(channels),
    };
    return createdAnswer(created, `/api/market/alerts/${rule.id}`);
  },
});

/** What a webhook that was made with the alert is signed with: said here and nowhere else. */
function secretOf(channels: readonly { config: { kind: string; secret?: string } }[]): { webhook_secret?: string } {
  const webhook = channels.find(({ config }) => config.kind === "webhook");
  return webhook?.config.secret === undefined ? {} : { webhook_secret: webhook.config.secret };
}
