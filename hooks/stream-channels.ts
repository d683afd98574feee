import type { ServerMessage } from "@/lib/contracts/stream";

/** What a channel carries: snapshots and what follows them. */
export type StreamFrame = Extract<ServerMessage, { channel: string }>;

export interface ChannelListener {
  onFollowed(channel: string): void;
  onLeft(channel: string): void;
}

/** Who on this page listens to which channel. It outlives sockets: whoever follows is served by the present one and the next. */
export class StreamChannels {
  private readonly followers = new Map<string, Set<(frame: StreamFrame) => void>>();
  private listener: ChannelListener | null = null;

  /** Frames of a channel from its next snapshot on, until the returned function is called. */
  readonly follow = (channel: string, onFrame: (frame: StreamFrame) => void): (() => void) => {
    const known = this.followers.get(channel);
    if (known === undefined) this.followers.set(channel, new Set([onFrame]));
    else known.add(onFrame);
    this.listener?.onFollowed(channel);
    return () => this.leave(channel, onFrame);
  };

  names(): string[] {
    return [...this.followers.keys()];
  }

  hand(frame: StreamFrame): void {
    for (const onFrame of this.followers.get(frame.channel) ?? []) onFrame(frame);
  }

  /** The socket that is there hears who comes and goes. */
  listen(listener: ChannelListener | null): void {
    this.listener = listener;
  }

  private leave(channel: string, onFrame: (frame: StreamFrame) => void): void {
    const left = this.followers.get(channel);
    left?.delete(onFrame);
    if (left?.size !== 0) return;
    this.followers.delete(channel);
    this.listener?.onLeft(channel);
  }
}
