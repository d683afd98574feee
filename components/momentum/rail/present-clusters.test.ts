import { describe, expect, it } from "vitest";
import { assignMarks } from "./cluster-marks";
import { clusterFixture, clustersFixture, pointFixture } from "./clusters.fixture";
import {
  axisTick,
  coinSentence,
  filterSentence,
  mapSentence,
  presentGroups,
  shortLabel,
  structureHint,
  structureSentence,
} from "./present-clusters";

describe("how far groups can be trusted", () => {
  it("is said in words with the number behind them", () => {
    expect(structureSentence(clustersFixture())).toBe("8 groups, stable (0.81)");
    expect(structureSentence(clustersFixture({ stability: 0.75 }))).toBe("8 groups, stable (0.75)");
    expect(structureSentence(clustersFixture({ stability: 0.61 }))).toBe("8 groups, fairly stable (0.61)");
    expect(structureSentence(clustersFixture({ stability: 0.4, total_clusters: 1 }))).toBe("1 group, unstable (0.40)");
    expect(structureSentence(clustersFixture({ stability: null }))).toBe("8 groups, stability not measured");
  });

  it("calls weak structure weak, however stable it is", () => {
    expect(structureSentence(clustersFixture({ weak: true, silhouette: 0.08 }))).toBe(
      "8 groups, weak structure (0.08): read as a sort, not as a finding",
    );
    expect(structureSentence(clustersFixture({ weak: true, silhouette: null }))).toBe(
      "8 groups, weak structure: read as a sort, not as a finding",
    );
  });

  it("says why there is no group where all coins are noise", () => {
    const reason = "No group of coins is dense enough to stand out.";
    expect(structureSentence(clustersFixture({ total_clusters: 0, reason, weak: true }))).toBe(reason);
  });

  it("explains its numbers, and a run without one before it", () => {
    expect(structureHint(clustersFixture())).toContain(
      "Agreement with the run before 0.90 of 1, partly by construction",
    );
    expect(structureHint(clustersFixture({ agreement: null }))).toContain("no run before");
  });
});

describe("the list of groups", () => {
  it("has the highest average score first, and what no group holds last with its own words", () => {
    const clusters = [
      clusterFixture({ cluster_id: -1, label: "Unclustered", avg_momentum: 99, stability: null, coin_count: 1 }),
      clusterFixture({ cluster_id: 3, avg_momentum: 40, stability: null, coin_count: 1_204 }),
      clusterFixture({ cluster_id: 7, avg_momentum: 60, stability: 0.5 }),
    ];
    const groups = presentGroups(clustersFixture({ clusters }));
    expect(groups.map(({ id }) => id)).toEqual([7, 3, -1]);
    expect(groups.map(({ summary }) => summary)).toEqual([
      "41 coins · unstable (0.50)",
      "1,204 coins · stability not measured",
      "1 coin · near no group",
    ]);
    expect(groups[0]?.spoken).toBe("High Momentum Leaders, 41 coins · unstable (0.50), average score 60.0");
    expect(groups[2]?.mark.token).toBe("missing");
  });

  it("names who joined and left, and counts whom it does not name", () => {
    const coins = Array.from({ length: 50 }, (_, index) => ({ id: `coin-${index}`, symbol: `C${index}` }));
    const [view] = presentGroups(
      clustersFixture({
        clusters: [
          clusterFixture({ entered: coins, entered_count: 70, coin_count: 300, left: [coins[0]!], left_count: 1 }),
        ],
      }),
    );
    expect(view?.moves.map(({ title, more }) => [title, more])).toEqual([
      ["Joined, 70", "and 58 more"],
      ["Left, 1", ""],
    ]);
    expect(view?.moves[0]?.coins).toHaveLength(12);
    expect(view?.movesSentence).toBe("");
  });

  it("tells a first run and a new group from one in which nobody moved", () => {
    const sentence = (changes: Parameters<typeof clusterFixture>[0]) =>
      presentGroups(clustersFixture({ clusters: [clusterFixture(changes)] }))[0]?.movesSentence;
    expect(sentence({})).toBe("Nobody joined or left since the run before.");
    expect(sentence({ entered: null, left: null, entered_count: null, left_count: null })).toContain("first run");
    expect(sentence({ entered_count: 41 })).toContain("A new group");
  });

  it("offers the highest of its own coins, and its past", () => {
    const points = [1, 5, 3].map((momentum_score) => pointFixture({ id: `c${momentum_score}`, momentum_score }));
    points.push(pointFixture({ id: "other", cluster_id: 4, momentum_score: 90 }));
    const history = [{ time: "2026-11-21T12:00:00.000Z", avg_momentum: 70, coin_count: 3 }];
    const [view] = presentGroups(clustersFixture({ points, clusters: [clusterFixture({ history })] }));
    expect(view?.top.map(({ id }) => id)).toEqual(["c5", "c3", "c1"]);
    expect(view?.history).toEqual([{ at: Date.UTC(2026, 10, 21, 12), value: 70 }]);
  });
});

describe("marks", () => {
  it("give each group its own pair of hue and shape, also beyond eight", () => {
    const ids = Array.from({ length: 24 }, (_, index) => index * 3);
    const pairs = [...assignMarks(ids).values()].map(({ token, path }) => `${token} ${path}`);
    expect(new Set(pairs).size).toBe(25);
  });

  it("stay with a group while others come and go", () => {
    const before = assignMarks([0, 1, 2, 5]);
    const after = assignMarks([-1, 1, 5, 7, 6]);
    for (const id of [1, 5]) expect(after.get(id)).toEqual(before.get(id));
  });
});

describe("the map in words", () => {
  const axes = { x: "turnover", y: "score" } as const;

  it("says how much of the universe it draws", () => {
    expect(mapSentence(clustersFixture(), axes, 0)).toBe(
      "Map of 1 of 41 coins by turnover and score. The list below says the same.",
    );
    expect(mapSentence(clustersFixture(), { x: "cap", y: "change" }, 1)).toBe(
      "Map of 0 of 41 coins by market cap and 24h %. 1 coin without these readings. The list below says the same.",
    );
  });

  it("reads a coin on the chosen axes, unknown ones as unknown", () => {
    expect(coinSentence(pointFixture(), axes)).toBe("score 80.0, turnover 10%");
    expect(
      coinSentence(pointFixture({ turnover: null, price_change_percentage_24h: -3 }), { x: "turnover", y: "change" }),
    ).toBe("24h −3.00%, turnover unknown");
  });

  it("keeps names and ticks short", () => {
    expect(
      [
        "High Momentum Leaders",
        "Large Cap Stable",
        "Whale Activity Group",
        "Calm · Falling",
        "Falling · Low Score",
      ].map(shortLabel),
    ).toEqual(["High Momentum", "Large Cap", "Whale Activity", "Calm · Falling", "Falling"]);
    expect([axisTick("cap", 1e7), axisTick("cap", 1e9), axisTick("cap", 100)]).toEqual(["$10M", "$1B", "$100"]);
    expect([axisTick("turnover", 0.001), axisTick("turnover", 10), axisTick("change", -20)]).toEqual([
      "0.1%",
      "1000%",
      "−20%",
    ]);
  });

  it("says where a press cannot filter", () => {
    expect(filterSentence(clustersFixture())).toBeNull();
    expect(filterSentence(clustersFixture({ method: "hdbscan" }))).toContain("groups of k-means");
  });
});
