import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeCloses, encodeCloses } from "./closes";

const series = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 170 });

describe("closes as bytes", () => {
  it("keep every length and every bit, whatever the bytes' alignment", () => {
    fc.assert(
      fc.property(fc.array(series, { maxLength: 20 }), fc.integer({ min: 0, max: 9 }), (lists, shift) => {
        const closes = lists.map((list) => Float64Array.from(list));
        const bytes = encodeCloses(closes);
        const shifted = new Uint8Array(bytes.byteLength + shift);
        shifted.set(bytes, shift);
        expect(decodeCloses(shifted.subarray(shift))).toEqual(closes);
      }),
    );
  });

  it("are views of the given bytes when these are aligned: nothing is copied", () => {
    const bytes = encodeCloses([Float64Array.of(1, 2), Float64Array.of(3)]);
    expect(decodeCloses(bytes)?.every((list) => list.buffer === bytes.buffer)).toBe(true);
  });

  it("are refused when cut short, too long or of another format", () => {
    const bytes = encodeCloses([Float64Array.of(1, 2), Float64Array.of(3)]);
    expect(decodeCloses(bytes.slice(0, -8))).toBeNull();
    expect(decodeCloses(new Uint8Array([...bytes, ...new Uint8Array(8)]))).toBeNull();
    expect(decodeCloses(new Uint8Array(64))).toBeNull();
    expect(decodeCloses(new Uint8Array(0))).toBeNull();
    expect(decodeCloses(new TextEncoder().encode("<html>not closes</html>!"))).toBeNull();
    const hugeCount = bytes.slice();
    new DataView(hugeCount.buffer).setUint32(4, 0xff_ff_ff_ff, true);
    expect(decodeCloses(hugeCount)).toBeNull();
  });
});
