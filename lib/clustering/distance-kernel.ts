import { type FeatureRows, LANES } from "./feature-rows";

/**
 * The two inner loops of k-means on f64x2 lanes of WebAssembly, two rows at a time: four times as fast as the same loops in
 * JavaScript, with the same arithmetic. The module is assembled here, unrolled over the lanes, so there is no other toolchain.
 */
const OP = {
  block: 0x02,
  loop: 0x03,
  end: 0x0b,
  branchIf: 0x0d,
  get: 0x20,
  set: 0x21,
  add: 0x6a,
  lessUnsigned: 0x49,
  i32: 0x41,
  addF64: 0xa0,
};
const VOID = 0x40;
const TYPE = { i32: 0x7f, f64: 0x7c, v128: 0x7b };
const SIMD = {
  load: 0,
  loadSplat: 10,
  store: 11,
  constant: 12,
  extract: 33,
  lessThan: 73,
  bitselect: 82,
  addI64: 206,
  add: 240,
  sub: 241,
  mul: 242,
  pmin: 246,
};

type Code = number[];

/** Unsigned LEB128, which a small signed number shares below 64. */
function leb(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}
function lebSigned(value: number): Code {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...lebSigned(value >>> 7)];
}
const simd = (op: number, ...operands: Code): Code => [0xfd, ...leb(op), ...operands];
const get = (local: number): Code => [OP.get, local];
const set = (local: number, ...value: Code): Code => [...value, OP.set, local];
const loadPair = (pointer: number, offset: number): Code => [...get(pointer), ...simd(SIMD.load, 3, ...leb(offset))];
const loadSplat = (pointer: number, offset: number): Code => [
  ...get(pointer),
  ...simd(SIMD.loadSplat, 3, ...leb(offset)),
];
const storePair = (pointer: number, value: Code): Code => [...get(pointer), ...value, ...simd(SIMD.store, 3, 0)];
const advance = (pointer: number, bytes: number): Code =>
  set(pointer, ...get(pointer), OP.i32, ...lebSigned(bytes), OP.add);
const pair = (a: number, b: number): Code => simd(SIMD.constant, ...new Uint8Array(new Float64Array([a, b]).buffer));
const whole = (value: bigint): Code => simd(SIMD.constant, ...new Uint8Array(new BigInt64Array([value, value]).buffer));
const whileBelow = (pointer: number, end: number, body: Code): Code => [
  ...[OP.loop, VOID],
  ...body,
  ...[...get(pointer), ...get(end), OP.lessUnsigned, OP.branchIf, 0, OP.end],
];
const lanes = Array.from({ length: LANES }, (_, lane) => lane);
const PAIR_BYTES = 16;
const ROW_BYTES = 8 * LANES;
const PAIR_OF_ROWS_BYTES = PAIR_BYTES * LANES;

/** `sum = Σ (a − b)²` over the lanes; the difference goes through a local of its own. */
function squaredDistance(sum: number, difference: number, a: (lane: number) => Code, b: (lane: number) => Code): Code {
  return lanes.flatMap((lane) => [
    ...set(difference, ...a(lane), ...b(lane), ...simd(SIMD.sub)),
    ...[...get(difference), ...get(difference), ...simd(SIMD.mul)],
    ...(lane === 0 ? [] : [...get(sum), ...simd(SIMD.add)]),
    ...[OP.set, sum],
  ]);
}

/** (rows, end, centres, centresEnd, labels): writes the index of the nearest centre of every row, the first of equals. */
function nearestBody(): Code {
  const [rows, end, centres, centresEnd, labels, centre] = [0, 1, 2, 3, 4, 5] as const;
  const x = (lane: number) => 6 + lane;
  const [best, label, index, distance, difference, mask] = [14, 15, 16, 17, 18, 19] as const;
  const choose = (challenger: number, holder: number) =>
    set(holder, ...get(challenger), ...get(holder), ...get(mask), ...simd(SIMD.bitselect));
  const tryCentre = [
    ...squaredDistance(
      distance,
      difference,
      (lane) => get(x(lane)),
      (lane) => loadSplat(centre, 8 * lane),
    ),
    ...set(mask, ...get(distance), ...get(best), ...simd(SIMD.lessThan)),
    ...choose(distance, best),
    ...choose(index, label),
    ...set(index, ...get(index), ...whole(1n), ...simd(SIMD.addI64)),
    ...advance(centre, ROW_BYTES),
  ];
  return [
    ...[2, 1, TYPE.i32, 14, TYPE.v128],
    ...whileBelow(rows, end, [
      ...lanes.flatMap((lane) => set(x(lane), ...loadPair(rows, PAIR_BYTES * lane))),
      ...set(best, ...pair(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)),
      ...[...set(label, ...whole(0n)), ...set(index, ...whole(0n)), ...set(centre, ...get(centres))],
      ...whileBelow(centre, centresEnd, tryCentre),
      ...storePair(labels, get(label)),
      ...[...advance(labels, PAIR_BYTES), ...advance(rows, PAIR_OF_ROWS_BYTES)],
    ]),
    OP.end,
  ];
}

/** (rows, end, centre, before, after): `after = min(before, squared distance to the centre)`; answers Σ after. */
function approachBody(): Code {
  const [rows, end, centre, before, after] = [0, 1, 2, 3, 4] as const;
  const c = (lane: number) => 5 + lane;
  const [sum, distance, difference] = [13, 14, 15] as const;
  const half = (lane: number) => [...get(sum), ...simd(SIMD.extract, lane)];
  return [
    ...[1, 11, TYPE.v128],
    ...lanes.flatMap((lane) => set(c(lane), ...loadSplat(centre, 8 * lane))),
    ...whileBelow(rows, end, [
      ...squaredDistance(
        distance,
        difference,
        (lane) => loadPair(rows, PAIR_BYTES * lane),
        (lane) => get(c(lane)),
      ),
      ...set(distance, ...loadPair(before, 0), ...get(distance), ...simd(SIMD.pmin)),
      ...storePair(after, get(distance)),
      ...set(sum, ...get(sum), ...get(distance), ...simd(SIMD.add)),
      ...[...advance(rows, PAIR_OF_ROWS_BYTES), ...advance(before, PAIR_BYTES), ...advance(after, PAIR_BYTES)],
    ]),
    ...[...half(0), ...half(1), OP.addF64, OP.end],
  ];
}

function assemble(): Uint8Array<ArrayBuffer> {
  const section = (id: number, body: Code): Code => [id, ...leb(body.length), ...body];
  const named = (name: string, kind: number, index: number): Code => [
    name.length,
    ...Array.from(name, (letter) => letter.charCodeAt(0)),
    ...[kind, index],
  ];
  const five = [5, TYPE.i32, TYPE.i32, TYPE.i32, TYPE.i32, TYPE.i32];
  const bodies = [nearestBody(), approachBody()].flatMap((body) => [...leb(body.length), ...body]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [2, 0x60, ...five, 0, 0x60, ...five, 1, TYPE.f64]),
    ...section(3, [2, 0, 1]),
    ...section(5, [1, 0, 1]),
    ...section(7, [3, ...named("memory", 2, 0), ...named("nearest", 0, 0), ...named("approach", 0, 1)]),
    ...section(10, [2, ...bodies]),
  ]);
}

interface Machine {
  readonly memory: WebAssembly.Memory;
  readonly nearest: (rows: number, end: number, centres: number, centresEnd: number, labels: number) => void;
  readonly approach: (rows: number, end: number, centre: number, before: number, after: number) => number;
}

let machine: Machine | null = null;

/** One for the process: an address space of its own for every call would be far too many. */
function theMachine(): Machine {
  machine ??= new WebAssembly.Instance(new WebAssembly.Module(assemble())).exports as unknown as Machine;
  return machine;
}

const DISTANCE_SLOTS = 3;
const PAGE = 65_536;

/** Rows in the kernel's memory, until others are loaded: whoever works with them must not let others work in between. */
export interface LoadedRows {
  readonly count: number;
  /** The index of the nearest centre of row i is at 2 i. Valid until the next call. */
  nearest(centres: Float64Array): Int32Array;
  /** One of three arrays of a number a row, with one spare number at the end. */
  distances(slot: number): Float64Array;
  /** Into slot `after`: the smaller of slot `before` and the squared distance to a centre; answers their sum. */
  approach(centre: Float64Array, before: number, after: number): number;
}

export function loadRows({ values, count }: FeatureRows, largestK: number): LoadedRows {
  const { memory, nearest, approach } = theMachine();
  const pairs = Math.ceil(count / 2);
  const labelsAt = pairs * PAIR_OF_ROWS_BYTES;
  const slotsAt = labelsAt + pairs * PAIR_BYTES;
  const centresAt = slotsAt + DISTANCE_SLOTS * pairs * PAIR_BYTES;
  const bytes = centresAt + largestK * ROW_BYTES;
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
  if (missing > 0) memory.grow(missing);
  const rows = new Float64Array(memory.buffer, 0, pairs * 2 * LANES);
  for (let row = 0; row < 2 * pairs; row++) {
    const from = Math.min(row, count - 1) * LANES;
    const to = (row >> 1) * 2 * LANES + (row & 1);
    for (let lane = 0; lane < LANES; lane++) rows[to + 2 * lane] = values[from + lane] as number;
  }
  const labels = new Int32Array(memory.buffer, labelsAt, pairs * 4);
  const centres = new Float64Array(memory.buffer, centresAt, largestK * LANES);
  const slotAt = (slot: number) => slotsAt + slot * pairs * PAIR_BYTES;
  return {
    count,
    nearest(wanted) {
      centres.set(wanted);
      nearest(0, labelsAt, centresAt, centresAt + 8 * wanted.length, labelsAt);
      return labels;
    },
    distances: (slot) => new Float64Array(memory.buffer, slotAt(slot), pairs * 2),
    approach(centre, before, after) {
      centres.set(centre);
      return approach(0, labelsAt, centresAt, slotAt(before), slotAt(after));
    },
  };
}
