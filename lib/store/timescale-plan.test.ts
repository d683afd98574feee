import { describe, expect, it } from "vitest";
import { BOUNDS } from "./retention";
import {
  type ChunkedState,
  HYPERTABLES,
  LARGE,
  planChunks,
  planConversion,
  type TimescaleState,
} from "./timescale-plan";

const NOW = Date.UTC(2026, 10, 22, 12);
const plain: ChunkedState = { isHypertable: false, isCompressed: false, rows: 0 };
const done: ChunkedState = { isHypertable: true, isCompressed: true, rows: 0 };

function stateOf(each: ChunkedState, changes: Partial<TimescaleState> = {}): TimescaleState {
  return {
    version: "2.21.3",
    mayCompress: true,
    tables: new Map(HYPERTABLES.map(({ table }) => [table, each])),
    ...changes,
  };
}

describe("planConversion", () => {
  it("makes every table of a time a hypertable and lets old chunks be compressed", () => {
    expect(planConversion(stateOf(plain), false)).toMatchInlineSnapshot(`
      {
        "left": [],
        "statements": [
          "select create_hypertable('momentum_hourly', by_range('slot', interval '7 days'), create_default_indexes => false, if_not_exists => true, migrate_data => true)",
          "alter table momentum_hourly set (timescaledb.compress, timescaledb.compress_segmentby = 'coin', timescaledb.compress_orderby = 'slot')",
          "select create_hypertable('momentum_daily', by_range('slot', interval '90 days'), create_default_indexes => false, if_not_exists => true, migrate_data => true)",
          "alter table momentum_daily set (timescaledb.compress, timescaledb.compress_segmentby = 'coin', timescaledb.compress_orderby = 'slot')",
          "select create_hypertable('pretrend_predictions', by_range('at', interval '7 days'), create_default_indexes => false, if_not_exists => true, migrate_data => true)",
          "alter table pretrend_predictions set (timescaledb.compress, timescaledb.compress_segmentby = 'coin', timescaledb.compress_orderby = 'at')",
          "select create_hypertable('whale_orders', by_range('at', interval '1 days'), create_default_indexes => false, if_not_exists => true, migrate_data => true)",
        ],
      }
    `);
  });

  it("does nothing the second time", () => {
    const young = new Map(
      HYPERTABLES.map(({ table, compressAfterMs }) => [table, { ...done, isCompressed: compressAfterMs !== null }]),
    );
    expect(planConversion(stateOf(done, { tables: young }), false)).toEqual({ statements: [], left: [] });
  });

  it("never locks a large table unless it is asked to, and says so", () => {
    const large = stateOf({ ...plain, rows: LARGE + 1 });
    const { statements, left } = planConversion(large, false);
    expect(statements).toEqual([]);
    expect(left).toHaveLength(HYPERTABLES.length);
    expect(left[0]).toContain("--hypertables");
    expect(planConversion(large, true).statements).toEqual(planConversion(stateOf(plain), false).statements);
  });

  it("goes on where an interrupted conversion stopped", () => {
    const half = stateOf({ ...done, isCompressed: false, rows: LARGE + 1 });
    const { statements, left } = planConversion(half, false);
    expect(left).toEqual([]);
    expect(statements.every((statement) => statement.startsWith("alter table"))).toBe(true);
    expect(statements.length).toBe(HYPERTABLES.filter(({ compressAfterMs }) => compressAfterMs !== null).length);
  });

  it("asks the Apache edition for chunks only", () => {
    const { statements } = planConversion(stateOf(plain, { mayCompress: false }), false);
    expect(statements).toHaveLength(HYPERTABLES.length);
    expect(statements.join()).not.toContain("compress");
    expect(planChunks(stateOf(done, { mayCompress: false }), NOW).every(({ listOld }) => listOld === null)).toBe(true);
  });

  it.each([
    ["2.12.9", false],
    ["1.99.0", false],
    ["2.13.0", true],
    ["3.0.0-dev", true],
  ])("of version %s: used %s", (version, used) => {
    const { statements, left } = planConversion(stateOf(plain, { version }), false);
    expect([statements.length > 0, left.length === 0]).toEqual([used, used]);
  });
});

describe("planChunks", () => {
  it("leaves plain tables alone", () => {
    expect(planChunks(stateOf(plain), NOW)).toEqual([]);
  });

  it("drops and compresses by market time, to the instant", () => {
    expect(planChunks(stateOf(done), NOW)).toMatchInlineSnapshot(`
      [
        {
          "drop": "select drop_chunks('momentum_hourly', older_than => timestamptz '2026-08-24T12:00:00.000Z')",
          "listOld": "select format('%I.%I', chunk_schema, chunk_name) as chunk from timescaledb_information.chunks where hypertable_schema = 'public' and hypertable_name = 'momentum_hourly' and not is_compressed and range_end <= timestamptz '2026-11-08T12:00:00.000Z' order by range_end",
          "table": "momentum_hourly",
        },
        {
          "drop": "select drop_chunks('momentum_daily', older_than => timestamptz '2024-11-22T12:00:00.000Z')",
          "listOld": "select format('%I.%I', chunk_schema, chunk_name) as chunk from timescaledb_information.chunks where hypertable_schema = 'public' and hypertable_name = 'momentum_daily' and not is_compressed and range_end <= timestamptz '2026-08-24T12:00:00.000Z' order by range_end",
          "table": "momentum_daily",
        },
        {
          "drop": "select drop_chunks('pretrend_predictions', older_than => timestamptz '2026-09-23T12:00:00.000Z')",
          "listOld": "select format('%I.%I', chunk_schema, chunk_name) as chunk from timescaledb_information.chunks where hypertable_schema = 'public' and hypertable_name = 'pretrend_predictions' and not is_compressed and range_end <= timestamptz '2026-11-08T12:00:00.000Z' order by range_end",
          "table": "pretrend_predictions",
        },
        {
          "drop": "select drop_chunks('whale_orders', older_than => timestamptz '2026-11-14T12:00:00.000Z')",
          "listOld": null,
          "table": "whale_orders",
        },
      ]
    `);
  });

  it("keeps what the plain tables keep", () => {
    for (const { table, column, keptMs } of HYPERTABLES) {
      expect(BOUNDS[table]).toEqual({ kind: "age", column, keptMs });
    }
  });
});
