/**
 * The other side of `bench/fan-out.ts`: many clients on bare sockets, each of which counts the sequences that it misses and
 * how long after its publishing every frame came. A frame that is deflated is inflated by the first client that gets it.
 */
import { createConnection, type Socket } from "node:net";
import { constants, deflateRawSync, inflateRawSync } from "node:zlib";

export interface ClientsReading {
  received: number;
  /** Sequences that a client never got. */
  missed: number;
  /** Clients that are not at the newest sequence that any of them has. */
  late: number;
  bytes: number;
  closed: number;
  /** Frames by whole milliseconds from publishing to arriving; the last holds all that took longer. */
  histogram: number[];
}

const [port = 0, count = 0] = process.argv.slice(2, 4).map(Number);
const isDeflating = process.argv[4] === "deflated";
const SLOWEST_MS = 60_000;
const HEAD = /"type":"(\w+)","channel":"top50","sequence":(\d+)(?:,"timestamp":"[^"]+","as_of":"([^"]+)")?/;
const PING = 9;
/** Masked with zeros, and empty, as our server's pings are. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
const TAIL = Buffer.from([0, 0, 0xff, 0xff]);
const OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";

interface Head {
  isUpdate: boolean;
  sequence: number;
  publishedAt: number;
}
const heads = new Map<string, Head | null>();
const histogram = new Uint32Array(SLOWEST_MS + 1);
const sequences = new Int32Array(count).fill(-1);
/** The last sequence that is not counted. */
let warmUpTo = 0;
let received = 0;
let missed = 0;
let bytes = 0;
let closed = 0;

/** Everybody gets the same bytes, so the first characters of the message are looked for once. */
function headOf(payload: Buffer, deflated: boolean): Head | null {
  const key = deflated ? payload.toString("latin1") : payload.toString("latin1", 0, 160);
  const known = heads.get(key);
  if (known !== undefined) return known;
  const text = deflated
    ? inflateRawSync(Buffer.concat([payload, TAIL]), { finishFlush: constants.Z_SYNC_FLUSH }).toString("latin1", 0, 160)
    : key;
  const [, type, sequence, asOf] = HEAD.exec(text) ?? [];
  const head =
    type === undefined
      ? null
      : { isUpdate: type === "top_update", sequence: Number(sequence), publishedAt: Date.parse(asOf ?? "") };
  if (heads.size > 100) heads.clear();
  heads.set(key, head);
  return head;
}

function note(index: number, head: Head): void {
  const before = sequences[index] ?? -1;
  sequences[index] = head.sequence;
  if (!head.isUpdate || head.sequence <= warmUpTo) return;
  received += 1;
  if (before > 0) missed += head.sequence - before - 1;
  const tookMs = Math.max(0, Math.min(SLOWEST_MS, Date.now() - head.publishedAt));
  histogram[tookMs] = (histogram[tookMs] ?? 0) + 1;
}

/** Where the message of the frame at `at` begins and ends; null when its head is not whole yet. */
function boundsOf(data: Buffer, at: number): { start: number; end: number } | null {
  const mark = data[at + 1] ?? 0;
  const start = at + (mark === 127 ? 10 : mark === 126 ? 4 : 2);
  if (data.byteLength < start) return null;
  if (mark === 127) return { start, end: start + Number(data.readBigUInt64BE(at + 2)) };
  return { start, end: start + (mark === 126 ? data.readUInt16BE(at + 2) : mark) };
}

/** Takes whole frames off the front; gives what is left. */
function readFrames(socket: Socket, data: Buffer, onText: (payload: Buffer, deflated: boolean) => void): Buffer {
  let at = 0;
  for (;;) {
    const bounds = boundsOf(data, at);
    if (bounds === null || data.byteLength < bounds.end) return data.subarray(at);
    const first = data[at] ?? 0;
    if ((first & 0x0f) === 1) onText(data.subarray(bounds.start, bounds.end), (first & 0x40) !== 0);
    if ((first & 0x0f) === PING) socket.write(PONG);
    at = bounds.end;
  }
}

/** A text frame masked with zeros; deflated, as browsers do it, it makes the server hold what inflates it. */
function subscribe(socket: Socket): void {
  const text = Buffer.from('{"action":"subscribe","channels":["top50"]}');
  const message = isDeflating ? deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4) : text;
  socket.write(Buffer.concat([Buffer.from([isDeflating ? 0xc1 : 0x81, 0x80 | message.length, 0, 0, 0, 0]), message]));
}

function open(index: number): Promise<void> {
  const socket = createConnection({ port, host: "127.0.0.1", noDelay: true });
  let rest: Buffer | null = null;
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.on("close", () => {
      closed += 1;
    });
    socket.on("data", (chunk) => {
      bytes += chunk.byteLength;
      let data: Buffer = rest === null ? chunk : Buffer.concat([rest, chunk]);
      if ((sequences[index] ?? -1) === -1 && data.toString("latin1", 0, 5) === "HTTP/") {
        const end = data.indexOf("\r\n\r\n");
        if (end === -1) {
          rest = data;
          return;
        }
        data = data.subarray(end + 4);
        subscribe(socket);
      }
      const left = readFrames(socket, data, (payload, deflated) => {
        const head = headOf(payload, deflated);
        if (head === null) return;
        note(index, head);
        resolve();
      });
      rest = left.byteLength === 0 ? null : left;
    });
    socket.write(
      `GET /ws/momentum HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n${isDeflating ? OFFER : ""}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    );
  });
}

const AT_ONCE = 50;
for (let opened = 0; opened < count; opened += AT_ONCE) {
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - opened) }, (_, i) => open(opened + i)));
}
process.send?.("ready");
process.on("message", (question: "read" | { warmUpTo: number }) => {
  if (question !== "read") {
    warmUpTo = question.warmUpTo;
    received = 0;
    missed = 0;
    bytes = 0;
    histogram.fill(0);
    process.send?.("forgotten");
    return;
  }
  const newest = Math.max(...sequences);
  const late = sequences.filter((sequence) => sequence !== newest).length;
  const reading: ClientsReading = { received, missed, late, bytes, closed, histogram: [...histogram] };
  process.send?.(reading);
});
