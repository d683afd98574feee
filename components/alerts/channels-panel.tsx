"use client";

import { useState } from "react";
import { failureText } from "@/hooks/requests";
import { removeChannel, testChannel, useChannels } from "@/hooks/use-channels";
import type { DeliveryState } from "@/lib/contracts/delivery-state";
import type { WireChannel } from "@/lib/contracts/http/channels";
import { AddChannel } from "./add-channel";
import { channelNames } from "./present-ledger";

const testWords: Readonly<Record<DeliveryState, string>> = {
  queued: "The test waits to be sent",
  sent: "Sent; the answer is not known yet",
  delivered: "✓ Delivered",
  failed: "✕ Not delivered",
};

interface TestResult {
  readonly tone: "good" | "bad" | "waiting";
  readonly text: string;
}

function useTest(id: string) {
  const [result, setResult] = useState<TestResult | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      const { state, answer } = await testChannel(id);
      const tone = state === "delivered" ? "good" : state === "failed" ? "bad" : "waiting";
      setResult({ tone, text: answer === null ? `${testWords[state]}.` : `${testWords[state]}: ${answer}` });
    } catch (error) {
      setResult({ tone: "bad", text: failureText(error) });
    } finally {
      setBusy(false);
    }
  };
  return { result, busy, run };
}

const tones: Readonly<Record<TestResult["tone"], string>> = {
  good: "text-live",
  bad: "text-danger",
  waiting: "text-fg-2",
};

function ChannelState({ channel }: { readonly channel: WireChannel }) {
  if (channel.state === "disabled")
    return <span className="text-danger">✕ disabled: {channel.disabled_reason ?? "no reason was kept"}</span>;
  if (!channel.configured)
    return <span className="text-stale">not configured on this instance: nothing can be sent</span>;
  return <span className="text-fg-2">works as far as is known</span>;
}

function ChannelRow({ channel }: { readonly channel: WireChannel }) {
  const [sure, setSure] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { result, busy, run } = useTest(channel.id);
  const name = `${channelNames[channel.kind]} ${channel.destination}`;
  const remove = () => {
    if (!sure) return setSure(true);
    removeChannel(channel.id).catch((error: unknown) => setProblem(failureText(error)));
  };
  return (
    <li
      className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-4 py-2 text-table"
      data-testid="channel-row"
    >
      <span className="min-w-0 flex-1 basis-60">
        <span className="font-semibold text-fg">{channelNames[channel.kind]}</span>{" "}
        {channel.label !== "" && channel.label !== channelNames[channel.kind] && (
          <span className="text-fg-2">{channel.label} </span>
        )}
        <span className="break-all text-fg-2">{channel.destination}</span>
        <span className="block text-meta">
          <ChannelState channel={channel} />
        </span>
        <span className={`block text-meta ${result === null ? "" : tones[result.tone]}`} role="status">
          {problem ?? result?.text}
        </span>
      </span>
      <button
        type="button"
        className="button"
        disabled={busy}
        onClick={() => void run()}
        aria-label={`Send a test to ${name}`}
      >
        {busy ? "Sending" : "Send a test"}
      </button>
      {channel.kind !== "inbox" && (
        <button
          type="button"
          className="button text-danger"
          onBlur={() => setSure(false)}
          onClick={remove}
          aria-label={`Remove ${name}`}
        >
          {sure ? "Remove now" : "Remove…"}
        </button>
      )}
    </li>
  );
}

/** Every way to reach the owner, whether it works, and a form for another. */
export function ChannelsPanel() {
  const { data, error } = useChannels(true);
  if (data === undefined)
    return (
      <p className="px-4 py-3 text-fg-3 text-table" role="status">
        {error instanceof Error ? `Channels could not be read: ${error.message}` : "Reading the channels."}
      </p>
    );
  return (
    <>
      <ul className="flex flex-col">
        {data.channels.map((channel) => (
          <ChannelRow key={channel.id} channel={channel} />
        ))}
      </ul>
      <AddChannel list={data} />
    </>
  );
}
