"use client";

import { useEffect } from "react";
import type { MarketFeed } from "./market-feed";
import { type Socket, startStream } from "./stream-client";

function connect(): Socket {
  const url = new URL("/ws/momentum", window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(url) as Socket;
}

function later(work: () => void, ms: number): () => void {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
}

/** Keeps a feed on a channel for as long as the page lives; comes back at once when the network or the reader does. */
export function useChannel(feed: MarketFeed, channel: string): void {
  useEffect(() => {
    const stream = startStream({
      channel,
      connect,
      onFrame: (frame) => feed.receive(frame),
      onConnection: (connection) => feed.setConnection(connection),
      later,
      random: Math.random,
    });
    const hurry = () => {
      if (document.visibilityState === "visible") stream.hurry();
    };
    window.addEventListener("online", hurry);
    document.addEventListener("visibilitychange", hurry);
    return () => {
      window.removeEventListener("online", hurry);
      document.removeEventListener("visibilitychange", hurry);
      stream.stop();
    };
  }, [feed, channel]);
}
