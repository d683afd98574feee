import { describe, expect, it } from "vitest";
import { applyBroadcast, type BroadcastRow, diffBroadcast } from "./broadcast";
import { momentumConfigSchema } from "./config";
import { scoreUniverse } from "./score-universe";
import { normal, seededRandom, seededUniverse } from "./seeded-universe.fixture";

const config = momentumConfigSchema.parse({});
const { inputs, now } = seededUniverse({ seed: 3, coins: 300 });
const board = scoreUniverse(inputs, config, now);
const first = diffBroadcast([], board);

describe("diffBroadcast", () => {
  it("tells everything once, in rank order with unranked coins last, and then nothing", () => {
    expect(first.changed).toHaveLength(board.length);
    expect(first.rows.map(({ id }) => id)).toEqual(board.map(({ asset }) => asset.id));
    const again = diffBroadcast(first.rows, board);
    expect(again.changed).toEqual([]);
    expect(again.rows).toEqual(first.rows);
  });

  it("adds up moves too small to tell until they matter", () => {
    const coin = board[200]!;
    const nudged = (points: number) =>
      board.map((each) => (each === coin ? { ...coin, score: coin.score + points } : each));
    const small = diffBroadcast(first.rows, nudged(0.06));
    expect(small.changed).toEqual([]);
    const grown = diffBroadcast(small.rows, nudged(0.12));
    expect(grown.changed.map(({ id }) => id)).toEqual([coin.asset.id]);
    expect(grown.changed[0]?.delta).toBeCloseTo(0.12, 1);
  });

  it("tells a change of action, a rank lost, and a change of rank within the top 100 only", () => {
    const change = (at: number, patch: object) =>
      diffBroadcast(
        first.rows,
        board.map((coin, i) => (i === at ? { ...coin, ...patch } : coin)),
      ).changed.map(({ id }) => id);
    expect(change(250, { action: "BUY" })).toEqual([board[250]!.asset.id]);
    expect(change(250, { rank: null })).toEqual([board[250]!.asset.id]);
    expect(change(250, { rank: 253 })).toEqual([]);
    expect(change(150, { rank: 100 })).toEqual([board[150]!.asset.id]);
  });

  it("names the coins that are gone", () => {
    const { removed, rows } = diffBroadcast(first.rows, board.slice(1));
    expect(removed).toEqual([board[0]!.asset.id]);
    expect(rows).toHaveLength(board.length - 1);
  });
});

describe("applyBroadcast", () => {
  it("rebuilds the sender's rows over any run of boards", () => {
    const random = seededRandom(9);
    let sent: BroadcastRow[] = [];
    let received: BroadcastRow[] = [];
    for (let round = 0; round < 25; round++) {
      const observed = inputs.observed
        .filter(() => random() > 0.05)
        .map(({ asset, closes }) => ({
          closes,
          asset: { ...asset, changePercent1h: (asset.changePercent1h ?? 0) + 0.3 * normal(random) },
        }));
      const diff = diffBroadcast(sent, scoreUniverse({ ...inputs, observed }, config, now));
      received = applyBroadcast(received, diff.changed, diff.removed);
      sent = diff.rows;
      expect(received).toEqual(sent);
    }
  });
});
