"use client";

import { useEffect } from "react";
import { later } from "./later";
import type { MarketFeed } from "./market-feed";
import type { StreamChannels } from "./stream-channels";
import { type Socket, startStream } from "./stream-client";

function connect(): Socket {
  const url = new URL("/ws/momentum", window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(url) as Socket;
}

/**
 * Keeps one socket for as long as the page lives, for the feed of all coins and for whoever else follows a channel; comes back
 * at once when the network or the reader does.
 */
export function useStream(channels: StreamChannels, feed: MarketFeed): void {
  useEffect(() => {
    const leave = channels.follow("all", (frame) => {
      if (frame.type === "snapshot" || frame.type === "top_update") feed.receive(frame);
    });
    const stream = startStream({
      channels,
      connect,
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
      leave();
    };
  }, [channels, feed]);
}
