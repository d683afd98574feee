import { randomUUID } from "node:crypto";
import { z } from "zod";
import { createRoute } from "@/app/api/create-route";
import { createWriteRoute } from "@/app/api/create-write-route";
import type { WebServices } from "@/app/api/web-services";
import { channelSettingsFrom, isConfigured } from "@/lib/adapters/channel-settings";
import { refuseDestination } from "@/lib/adapters/refuse-destination";
import type { ChannelConfig } from "@/lib/contracts/delivery";
import { channelKindSchema } from "@/lib/contracts/delivery-state";
import { createChannelBodySchema } from "@/lib/contracts/http/channels";
import { createdAnswer, jsonAnswer, neverCache, problemAnswer } from "@/lib/http/answer";
import { answerInvalid, describeProblem } from "@/lib/http/problem";
import { createChannel, findChannel, listChannels } from "@/lib/store/channels";
import { configOfBody, isSameDestination } from "./config-of-body";
import { missingSettings, wireChannel } from "./wire-channel";

export const GET = createRoute({
  access: { access: "private", scope: "alerts" },
  query: z.object({}),
  async handle(_query, { services: { database, box, env } }) {
    const settings = channelSettingsFrom(env);
    const channels = await listChannels(database, box);
    const kinds = channelKindSchema.options.map((kind) => ({
      kind,
      configured: isConfigured(kind, settings),
      missing: missingSettings(kind, settings),
    }));
    return jsonAnswer({ channels: channels.map((channel) => wireChannel(channel, settings)), kinds }, neverCache);
  },
});

export const POST = createWriteRoute({
  scope: "alerts",
  body: createChannelBodySchema,
  async handle({ body, services }) {
    const { database, box, env } = services;
    const settings = channelSettingsFrom(env);
    if (!isConfigured(body.kind, settings)) {
      const missing = missingSettings(body.kind, settings);
      return answerInvalid([{ path: "kind", message: `${body.kind} is not set up on this server. ${missing}` }]);
    }
    const { config, field } = configOfBody(body);
    const refusal = await refuseDestination(config, settings.rules);
    if (refusal !== null) return answerInvalid([{ path: field, message: refusal }]);
    const conflict = await whyNotAdded(services, config);
    if (conflict !== null) return problemAnswer(describeProblem("conflict", conflict));
    const id = randomUUID();
    await createChannel(database, box, { id, label: body.label, config });
    const channel = await findChannel(database, box, id);
    const secret = config.kind === "webhook" ? config.secret : null;
    const answer = { channel: channel === null ? null : wireChannel(channel, settings), secret };
    return createdAnswer(answer, `/api/market/channels/${id}`);
  },
});

async function whyNotAdded({ database, box }: WebServices, config: ChannelConfig): Promise<string | null> {
  const known = await listChannels(database, box);
  const same = known.find((channel) => channel.config !== null && isSameDestination(channel.config, config));
  if (same === undefined) return null;
  return same.disabledAt === null
    ? "There is a channel to this address already."
    : "There is a channel to this address already; it was disabled and can be enabled again.";
}
