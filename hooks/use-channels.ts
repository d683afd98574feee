"use client";

import useSWR, { mutate } from "swr";
import { z } from "zod";
import { type CreateChannelBody, type WireChannel, wireChannelSchema } from "@/lib/contracts/http/channels";
import { readJson, sendJson } from "./requests";

const CHANNELS = "/api/market/channels";
const channelsListSchema = z.object({ channels: z.array(wireChannelSchema) });
const pushKeySchema = z.object({ public_key: z.string().nullable() });
/** The secret a webhook is signed with is in this answer and nowhere else. */
const createdSchema = z.object({ channel: wireChannelSchema, secret: z.string().nullable().default(null) });
export type CreatedChannel = z.infer<typeof createdSchema>;

const fetchChannels = async (url: string): Promise<readonly WireChannel[]> =>
  (await readJson(url, channelsListSchema)).channels;

export function useChannels(asked: boolean) {
  return useSWR(asked ? CHANNELS : null, fetchChannels, { keepPreviousData: true });
}

export async function createChannel(body: CreateChannelBody): Promise<CreatedChannel> {
  const created = await sendJson("POST", CHANNELS, body, createdSchema);
  await mutate(CHANNELS);
  return created;
}

export async function removeChannel(id: string): Promise<void> {
  await sendJson("DELETE", `${CHANNELS}/${encodeURIComponent(id)}`, undefined, z.unknown());
  await mutate(CHANNELS);
}

/** Sends one message marked as a test, and hands on what the other side answered. */
export async function testChannel(id: string): Promise<unknown> {
  try {
    return await sendJson("POST", `${CHANNELS}/${encodeURIComponent(id)}/test`, {}, z.unknown());
  } finally {
    await mutate(CHANNELS);
  }
}

/** The key that this instance signs its pushes with; null where push is not set up. */
export async function readPushKey(): Promise<string | null> {
  return (await readJson(`${CHANNELS}/push-key`, pushKeySchema)).public_key;
}
