import {
  channelsListSchema,
  channelTestSchema,
  createChannelBodySchema,
  createdChannelSchema,
  pushKeySchema,
  wireChannelSchema,
} from "./channels";
import type { ReadEndpoints, WriteEndpoints } from "./openapi-endpoint";

export const channelSchemas = {
  Channel: wireChannelSchema,
  ChannelsList: channelsListSchema,
  CreatedChannel: createdChannelSchema,
  ChannelTest: channelTestSchema,
  PushKey: pushKeySchema,
} as const;

const pathParameters = { id: "The channel's id." };

export const channelReads: ReadEndpoints = {
  "/api/market/channels": {
    summary: "Where alerts can be sent, the inbox first",
    description: "Addresses are shortened so that they give nothing away.",
    scope: "alerts",
    answers: ["ChannelsList"],
    problems: [429],
  },
  "/api/market/channels/push-key": {
    summary: "The key that a browser subscribes to web push with",
    scope: "alerts",
    answers: ["PushKey"],
    problems: [429],
  },
};

export const channelWrites: WriteEndpoints = {
  "POST /api/market/channels": {
    summary: "Add a channel",
    description:
      "Webhooks are signed by the Standard Webhooks scheme; their secret is in this answer and nowhere else. Addresses that lead into private networks are refused.",
    scope: "alerts",
    body: createChannelBodySchema,
    status: 201,
    answers: ["CreatedChannel"],
    problems: [409],
  },
  "DELETE /api/market/channels/{id}": {
    summary: "Remove a channel and forget where it led",
    scope: "alerts",
    pathParameters,
    status: 204,
    problems: [404, 409],
  },
  "POST /api/market/channels/{id}/test": {
    summary: "Send a test message the way an alert would go",
    description: "Waits a few seconds for the channel's answer; `state` is `queued` when there is none yet.",
    scope: "alerts",
    pathParameters,
    status: 202,
    answers: ["ChannelTest"],
    problems: [404, 409],
  },
  "POST /api/market/channels/{id}/enable": {
    summary: "Use a channel again that was disabled",
    scope: "alerts",
    pathParameters,
    status: 204,
    problems: [404],
  },
};
