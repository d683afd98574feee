import { describe, expect, it } from "vitest";
import { snapshotFixture } from "@/lib/contracts/board.fixture";
import type { RefreshSummary } from "@/lib/contracts/snapshots";
import { liveClock } from "@/lib/market/clock";
import { findCoin } from "./coin-detail";
import { describeFreshness, isStale } from "./freshness";

const at = (refreshedAt: number, everySeconds: number, kind: "fast" | "full"): RefreshSummary => ({
  kind,
  refreshedAt,
  everySeconds,
  durationMs: 1,
  received: 1,
  dropped: {},
});
const seconds = (value: number) => value * 1_000;

describe("freshness", () => {
  it("turns stale just after two intervals of the full refresh", () => {
    const board = { fast: null, full: at(0, 300, "full"), clock: liveClock };
    expect(isStale(board, seconds(600))).toBe(false);
    expect(isStale(board, seconds(600) + 1)).toBe(true);
  });

  it("turns stale when the fast refresh stops, unless a full one came later", () => {
    const board = { fast: at(0, 30, "fast"), full: at(0, 300, "full"), clock: liveClock };
    expect(isStale(board, seconds(60))).toBe(false);
    expect(isStale(board, seconds(61))).toBe(true);
    expect(isStale({ ...board, full: at(seconds(50), 300, "full") }, seconds(61))).toBe(false);
  });

  it("goes by the full interval once the fast refresh was given up", () => {
    const board = { fast: at(0, 30, "fast"), full: at(seconds(601), 300, "full"), clock: liveClock };
    expect(isStale(board, seconds(1_200))).toBe(false);
    expect(isStale(board, seconds(1_202))).toBe(true);
  });

  it("gives a fast replay five seconds on the wall before it calls a pause of the machine stale", () => {
    const board = { fast: at(0, 60, "fast"), full: at(0, 300, "full"), clock: { ...liveClock, speed: 60 } };
    expect(isStale(board, seconds(300))).toBe(false);
    expect(isStale({ ...board, full: at(seconds(1), 300, "full") }, seconds(302))).toBe(true);
  });

  it("is stale without any refresh and when nobody can ask for a newer board", () => {
    expect(isStale({ fast: null, full: null, clock: liveClock }, 0)).toBe(true);
    const { board } = snapshotFixture(1, 1);
    expect(describeFreshness(board, board.asOf, { cutOff: false })).toMatchObject({ stale: false, source: "live" });
    expect(describeFreshness(board, board.asOf, { cutOff: true }).stale).toBe(true);
  });
});

describe("finding a coin", () => {
  const { board } = snapshotFixture(20, 1);
  it("finds by id, then by an unambiguous symbol, in any case", () => {
    expect(findCoin(board, "coin-15")).toEqual({ kind: "found", id: "coin-15" });
    expect(findCoin(board, "COIN-15")).toEqual({ kind: "found", id: "coin-15" });
    expect(findCoin(board, "c15")).toEqual({ kind: "found", id: "coin-15" });
    expect(findCoin(board, "__proto__")).toEqual({ kind: "found", id: "__proto__" });
    expect(findCoin(board, "toString")).toEqual({ kind: "unknown" });
  });

  it("offers the candidates of an ambiguous symbol, largest first", () => {
    const [first, second, ...rest] = board.coins;
    const twins = [
      { ...first!, asset: { ...first!.asset, id: "small", symbol: "TWIN", marketCapUsd: null } },
      { ...second!, asset: { ...second!.asset, id: "large", symbol: "twin", marketCapUsd: 5 } },
      ...rest,
    ];
    const match = findCoin({ coins: twins }, "Twin");
    expect(match.kind === "ambiguous" && match.candidates.map(({ id }) => id)).toEqual(["large", "small"]);
  });

  it("takes a symbol for the coin that everybody means by it, and for nobody's when two are of a size", () => {
    const [coin] = board.coins;
    const named = (id: string, marketCapUsd: number | null, excluded: "derivative" | null = null) => ({
      ...coin!,
      excluded,
      asset: { ...coin!.asset, id, symbol: "btc", marketCapUsd },
    });
    const find = (...coins: ReturnType<typeof named>[]) => findCoin({ coins }, "BTC");
    const bitcoin = named("bitcoin", 1.59e12);
    expect(find(named("copy", 5.2e7), bitcoin, named("joke", null))).toEqual({ kind: "found", id: "bitcoin" });
    expect(find(bitcoin, named("wrapped", 1e12, "derivative"))).toEqual({ kind: "found", id: "bitcoin" });
    expect(find(bitcoin, named("rival", 1.6e10)).kind).toBe("ambiguous");
    expect(find(named("small", 9e7), named("unknown", null)).kind).toBe("ambiguous");
    expect(find(named("wrapped", 1e9, "derivative"), named("staked", 1e9, "derivative")).kind).toBe("ambiguous");
  });
});
