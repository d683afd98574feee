import { z } from "zod";
import { createRoute } from "@/app/api/create-route";
import { channelSettingsFrom } from "@/lib/adapters/channel-settings";
import { jsonAnswer, neverCache } from "@/lib/http/answer";

export const GET = createRoute({
  access: { access: "private", scope: "alerts" },
  query: z.object({}),
  handle: (_query, { services }) =>
    jsonAnswer({ public_key: channelSettingsFrom(services.env).vapid?.publicKey ?? null }, neverCache),
});
