import { constants, deflateRawSync } from "node:zlib";

/** How a client can take frames: as they are, or with RFC 7692's permessage-deflate. */
export type WireEncoding = "plain" | "deflated";

/**
 * The window that frames are deflated with. Small enough for every client we know (Python's `websockets` asks for 12), and
 * large enough for rows that repeat every two hundred bytes.
 */
export const DEFLATE_WINDOW_BITS = 12;
/** Deflating less than this saves fewer bytes than it costs time. */
const DEFLATE_FROM_BYTES = 1_024;
/** A snapshot of everything would hold up the process for tens of milliseconds at the better level. */
const QUICK_FROM_BYTES = 256 * 1_024;
/** A flush ends in these four bytes, and a message must not (RFC 7692 §7.2.1). */
const TAIL_BYTES = 4;

const TEXT = 0x81;
const DEFLATED_TEXT = TEXT | 0x40;

/** One message as the bytes that stand on the socket, made once however many clients get it. */
export interface Wire {
  as(encoding: WireEncoding): Buffer;
}

export function createWire(text: string): Wire {
  const plain = frame(TEXT, Buffer.from(text));
  let deflated: Buffer | null = null;
  return {
    as(encoding) {
      if (encoding === "plain" || plain.byteLength < DEFLATE_FROM_BYTES) return plain;
      deflated ??= frame(DEFLATED_TEXT, deflate(payloadOf(plain)));
      return deflated;
    },
  };
}

/** Every message by itself, without what came before it: only so can all clients be sent the same bytes. */
function deflate(payload: Buffer): Buffer {
  const flushed = deflateRawSync(payload, {
    windowBits: DEFLATE_WINDOW_BITS,
    level: payload.byteLength < QUICK_FROM_BYTES ? 6 : 1,
    finishFlush: constants.Z_SYNC_FLUSH,
  });
  return flushed.subarray(0, flushed.byteLength - TAIL_BYTES);
}

/** A whole unmasked message (RFC 6455 §5.2). */
function frame(firstByte: number, payload: Buffer): Buffer {
  const length = payload.byteLength;
  const lengthBytes = lengthBytesOf(length);
  const whole = Buffer.allocUnsafe(2 + lengthBytes + length);
  whole[0] = firstByte;
  if (lengthBytes === 0) whole[1] = length;
  else if (lengthBytes === 2) {
    whole[1] = 126;
    whole.writeUInt16BE(length, 2);
  } else {
    whole[1] = 127;
    whole.writeBigUInt64BE(BigInt(length), 2);
  }
  payload.copy(whole, 2 + lengthBytes);
  return whole;
}

const lengthBytesOf = (length: number): number => (length < 126 ? 0 : length < 65_536 ? 2 : 8);

function payloadOf(whole: Buffer): Buffer {
  const mark = whole[1] ?? 0;
  return whole.subarray(2 + (mark === 127 ? 8 : mark === 126 ? 2 : 0));
}
