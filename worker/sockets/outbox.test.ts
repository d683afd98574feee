import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Client } from "./client";
import { createOutbox } from "./outbox";
import { createWire, type WireEncoding } from "./wire";

interface Sent {
  to: string;
  texts: string[];
  bytes: readonly Buffer[];
}

function setUp() {
  const sent: Sent[] = [];
  const names = new Map<Client, string>();
  const outbox = createOutbox({
    coalesceMs: 100,
    deliver(client, bytes, frames) {
      const texts = Buffer.concat(bytes).toString().match(/<\w+>/g) ?? [];
      expect(texts).toHaveLength(frames);
      sent.push({ to: names.get(client) ?? "", texts, bytes });
    },
  });
  const join = (name: string, channels: string[], encoding: WireEncoding = "plain"): Client => {
    const client = { encoding, channels: new Set(channels) } as unknown as Client;
    names.set(client, name);
    outbox.seat(client);
    return client;
  };
  const push = (channel: string, word: string) => outbox.push(channel, createWire(`<${word}>`));
  const take = () => sent.splice(0).map(({ to, texts }) => `${to} ${texts.join("")}`);
  return { outbox, sent, join, push, take };
}

describe("the outbox", () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
  afterEach(() => vi.useRealTimers());

  it("sends what comes alone at once, and what comes while a round is young together and in order", () => {
    const { join, push, take } = setUp();
    join("both", ["top50", "all"]);
    join("one", ["all"]);
    join("none", ["symbol:X"]);
    push("all", "a1");
    vi.advanceTimersByTime(1);
    expect(take()).toEqual(["both <a1>", "one <a1>"]);
    for (const [channel, word] of [
      ["top50", "t2"],
      ["all", "a2"],
      ["top50", "t3"],
    ] as const)
      push(channel, word);
    vi.advanceTimersByTime(98);
    expect(take()).toEqual([]);
    vi.advanceTimersByTime(2);
    expect(take()).toEqual(["both <t2><a2><t3>", "one <a2>"]);
    vi.advanceTimersByTime(1_000);
    push("all", "a3");
    vi.advanceTimersByTime(1);
    expect(take()).toEqual(["both <a3>", "one <a3>"]);
  });

  it("gives clients with the same channels the very same bytes, and copies nothing large together", () => {
    const { outbox, sent, join, push } = setUp();
    join("a", ["top50", "all"]);
    join("b", ["all", "top50"]);
    push("all", "x");
    push("top50", "y");
    outbox.flush();
    expect(sent[0]?.bytes).toHaveLength(1);
    expect(sent[1]?.bytes[0]).toBe(sent[0]?.bytes[0]);
    const large = createWire(`<large>${" ".repeat(70_000)}`);
    outbox.push("all", large);
    push("top50", "z");
    outbox.flush();
    expect(sent.at(-1)?.bytes).toHaveLength(2);
    expect(sent.at(-1)?.bytes[0]).toBe(large.as("plain"));
  });

  it("sends nothing twice to one that was served ahead, skips what a snapshot has, and forgets who left", () => {
    const { outbox, join, push, take } = setUp();
    const ahead = join("ahead", ["all"]);
    const recovered = join("recovered", ["all"]);
    const left = join("left", ["all"]);
    push("all", "a1");
    outbox.catchUp(ahead);
    outbox.catchUp(ahead);
    expect(take()).toEqual(["ahead <a1>"]);
    ahead.channels.add("top50");
    outbox.seat(ahead);
    outbox.skip(recovered);
    outbox.forget(left);
    push("top50", "t1");
    push("all", "a2");
    outbox.flush();
    expect(take()).toEqual(["recovered <a2>", "ahead <t1><a2>"]);
    push("all", "a3");
    outbox.close();
    push("all", "a4");
    vi.advanceTimersByTime(1_000);
    expect(take()).toEqual(["recovered <a3>", "ahead <a3>"]);
  });
});
