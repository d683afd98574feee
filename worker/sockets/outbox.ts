import type { Client } from "./client";
import type { Wire } from "./wire";

/** More than this is not copied together for an audience, but written piece by piece. */
const JOIN_BYTES = 64 * 1_024;
/** However long the last round took, nobody waits longer than this for the next. */
const REST_MS_MAX = 1_000;

export interface OutboxOptions {
  /** A round of sending begins this long after the one before at the earliest. */
  coalesceMs: number;
  /** `bytes` are `frames` messages, in one piece or several. */
  deliver(client: Client, bytes: readonly Buffer[], frames: number): void;
}

/**
 * What is to be sent, until it is. A frame that comes alone leaves at once; those that come while a round is younger than
 * `coalesceMs` leave together, each client's in one write. Clients with the same channels share that write's bytes.
 */
export interface Outbox {
  push(channel: string, wire: Wire): void;
  /** To be called after a client's channels changed. */
  seat(client: Client): void;
  forget(client: Client): void;
  /** Sends this client now what waits for it, so that what is sent to it next comes after that. */
  catchUp(client: Client): void;
  /** This client needs nothing of what waits. */
  skip(client: Client): void;
  flush(): void;
  /** Sends what waits, and nothing any more. */
  close(): void;
}

interface Entry {
  readonly ordinal: number;
  readonly wire: Wire;
}

/** Clients that are always sent the same bytes. */
interface Audience {
  readonly channels: readonly string[];
  readonly clients: Set<Client>;
}

export function createOutbox({ coalesceMs, deliver }: OutboxOptions): Outbox {
  const audiences = new Map<string, Audience>();
  const seats = new Map<Client, string>();
  /** The last entry that a client had ahead of its round; few have one. */
  const ahead = new Map<Client, number>();
  const waiting = new Map<string, Entry[]>();
  let ordinal = 0;
  let begun = Number.NEGATIVE_INFINITY;
  let tookMs = 0;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  function schedule(): void {
    if (timer !== null || closed) return;
    // A round that takes long is followed by a longer rest, so that reading and answering get their time too.
    const restMs = Math.min(REST_MS_MAX, Math.max(coalesceMs, 2 * tookMs));
    timer = setTimeout(flush, Math.max(0, begun + restMs - performance.now()));
  }

  function waitingFor(channels: Iterable<string>): Entry[] {
    const entries: Entry[] = [];
    for (const channel of channels) entries.push(...(waiting.get(channel) ?? []));
    return entries.sort((a, b) => a.ordinal - b.ordinal);
  }

  function leave(client: Client): void {
    const key = seats.get(client);
    if (key === undefined) return;
    seats.delete(client);
    const audience = audiences.get(key);
    audience?.clients.delete(client);
    if (audience?.clients.size === 0) audiences.delete(key);
  }

  function sendTo({ channels, clients }: Audience): void {
    const entries = waitingFor(channels);
    const [first] = entries;
    const [anyone] = clients;
    if (first === undefined || anyone === undefined) return;
    const bytes = join(entries, anyone);
    for (const client of clients) {
      const served = ahead.get(client);
      if (served === undefined) deliver(client, bytes, entries.length);
      else sendRest(client, entries, served);
    }
  }

  function sendRest(client: Client, entries: readonly Entry[], served: number): void {
    const rest = entries.filter((entry) => entry.ordinal > served);
    if (rest.length > 0) deliver(client, join(rest, client), rest.length);
  }

  function flush(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (waiting.size === 0) return;
    begun = performance.now();
    for (const audience of audiences.values()) sendTo(audience);
    waiting.clear();
    ahead.clear();
    tookMs = performance.now() - begun;
  }

  return {
    push(channel, wire) {
      if (closed) return;
      ordinal += 1;
      const entry = { ordinal, wire };
      const entries = waiting.get(channel);
      if (entries === undefined) waiting.set(channel, [entry]);
      else entries.push(entry);
      schedule();
    },
    seat(client) {
      leave(client);
      if (client.channels.size === 0) return;
      const channels = [...client.channels].sort();
      // No channel's name has a space in it.
      const key = `${client.encoding} ${channels.join(" ")}`;
      const audience = audiences.get(key);
      if (audience === undefined) audiences.set(key, { channels, clients: new Set([client]) });
      else audience.clients.add(client);
      seats.set(client, key);
    },
    forget(client) {
      leave(client);
      ahead.delete(client);
    },
    catchUp(client) {
      if (waiting.size === 0) return;
      sendRest(client, waitingFor(client.channels), ahead.get(client) ?? 0);
      ahead.set(client, ordinal);
    },
    skip(client) {
      if (waiting.size > 0) ahead.set(client, ordinal);
    },
    flush,
    close() {
      flush();
      closed = true;
    },
  };
}

function join(entries: readonly Entry[], { encoding }: Client): readonly Buffer[] {
  const pieces = entries.map(({ wire }) => wire.as(encoding));
  if (pieces.length < 2) return pieces;
  const bytes = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
  return bytes > JOIN_BYTES ? pieces : [Buffer.concat(pieces, bytes)];
}
