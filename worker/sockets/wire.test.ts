import { constants, inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createWire, DEFLATE_WINDOW_BITS } from "./wire";

/** Reads one unmasked frame as RFC 6455 §5.2 and RFC 7692 §7.2.2 say, and refuses one that is not whole. */
function read(bytes: Buffer): { text: string; deflated: boolean } {
  const mark = bytes[1] ?? 0;
  const [length, start] =
    mark === 127 ? [Number(bytes.readBigUInt64BE(2)), 10] : mark === 126 ? [bytes.readUInt16BE(2), 4] : [mark, 2];
  expect(bytes.byteLength).toBe(start + length);
  const payload = bytes.subarray(start);
  if (bytes[0] === 0x81) return { text: payload.toString(), deflated: false };
  expect(bytes[0]).toBe(0xc1);
  const whole = Buffer.concat([payload, Buffer.from([0, 0, 0xff, 0xff])]);
  const text = inflateRawSync(whole, { windowBits: DEFLATE_WINDOW_BITS, finishFlush: constants.Z_SYNC_FLUSH });
  return { text: text.toString(), deflated: true };
}

const lengths = [0, 1, 125, 126, 1_021, 65_535, 65_536, 300_000];

describe("a message on the wire", () => {
  it.each(lengths)("says the same with and without compression at %i bytes", (length) => {
    const text = "€uro rows, row after row; ".repeat(length).slice(0, length);
    expect(read(createWire(text).as("plain"))).toEqual({ text, deflated: false });
    expect(read(createWire(text).as("deflated"))).toEqual({ text, deflated: length >= 1_021 });
  });

  it("is encoded and deflated once, however many get it", () => {
    const wire = createWire("x".repeat(10_000));
    expect(wire.as("plain")).toBe(wire.as("plain"));
    expect(wire.as("deflated")).toBe(wire.as("deflated"));
    expect(wire.as("deflated").byteLength).toBeLessThan(100);
  });
});
