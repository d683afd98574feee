"use client";

import useSWR, { mutate } from "swr";
import { z } from "zod";
import {
  type ChannelsList,
  type ChannelTest,
  type CreateChannelBody,
  channelsListSchema,
  channelTestSchema,
  createdChannelSchema,
  pushKeySchema,
} from "@/lib/contracts/http/channels";
import { readJson, sendJson } from "./requests";
import { CHANNELS } from "./use-firings";

export type CreatedChannel = z.infer<typeof createdChannelSchema>;

const fetchChannels = (url: string): Promise<ChannelsList> => readJson(url, channelsListSchema);

export function useChannels(asked: boolean) {
  return useSWR(asked ? CHANNELS : null, fetchChannels, { keepPreviousData: true });
}

/** Channels that a message can go out by now; the inbox has every firing anyway. */
export function usableChannels(list: ChannelsList | undefined): ChannelsList["channels"] {
  return (list?.channels ?? []).filter(
    ({ kind, state, configured }) => kind !== "inbox" && state === "active" && configured,
  );
}

/** The same, asked for at once. */
export async function readUsableChannelIds(): Promise<string[]> {
  return usableChannels(await fetchChannels(CHANNELS)).map(({ id }) => id);
}

export async function createChannel(body: CreateChannelBody): Promise<CreatedChannel> {
  const created = await sendJson("POST", CHANNELS, body, createdChannelSchema);
  await mutate(CHANNELS);
  return created;
}

export async function removeChannel(id: string): Promise<void> {
  await sendJson("DELETE", `${CHANNELS}/${encodeURIComponent(id)}`, undefined, z.unknown());
  await mutate(CHANNELS);
}

/** Sends one message marked as a test, and hands on what the other side answered. */
export async function testChannel(id: string): Promise<ChannelTest> {
  try {
    return await sendJson("POST", `${CHANNELS}/${encodeURIComponent(id)}/test`, {}, channelTestSchema);
  } finally {
    await mutate(CHANNELS);
  }
}

/** The key that this instance signs its pushes with; null where push is switched off. */
export async function readPushKey(): Promise<string | null> {
  return (await readJson(`${CHANNELS}/push-key`, pushKeySchema)).public_key;
}
