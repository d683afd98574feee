import { assignMost } from "./assign";
import { type ClusterFeature, clusterFeatureNames } from "./cluster-run";
import { at } from "./feature-rows";

/** What the well-known groups look like, in robust z; formula A.15. "PreTrend Signals" joins when the model is a feature. */
const prototypes: readonly { label: string; z: Partial<Record<ClusterFeature, number>> }[] = [
  { label: "High Momentum Leaders", z: { score: 1.5 } },
  { label: "Large Cap Stable", z: { market_cap: 1.5, volatility: -1 } },
  { label: "Mid Cap Movers", z: { market_cap: 0.5, score: 0.7, volatility: 0.3 } },
  { label: "Small Cap Volatile", z: { market_cap: -1, volatility: 1.5 } },
  { label: "Volume Spike Group", z: { volume_ratio: 2 } },
  { label: "Whale Activity Group", z: { whale_confidence: 2 } },
  { label: "Low Activity Group", z: { turnover: -1.5, volume_ratio: -0.5, score: -0.5 } },
];
const prototypeVectors = prototypes.map(({ z }) => clusterFeatureNames.map((feature) => z[feature] ?? 0));

/** Less alike than this is another kind of group. */
const ALIKE = 0.35;
/** A deviation that is worth a word, robust z. */
const REMARKABLE = 0.25;

/** Above and below the median of the universe. */
const words: Record<ClusterFeature, readonly [high: string, low: string]> = {
  score: ["High Score", "Low Score"],
  volume_ratio: ["High Volume", "Low Volume"],
  turnover: ["High Turnover", "Low Turnover"],
  market_cap: ["Large Cap", "Small Cap"],
  volatility: ["Volatile", "Calm"],
  z_7d: ["Rising", "Falling"],
  whale_confidence: ["Whales", "No Whales"],
};

export interface ClusterName {
  readonly label: string;
  /** Cosine similarity with the prototype of that name; null when the deviations gave it. */
  readonly similarity: number | null;
}

/** Names from what the groups are like, never from their numbers; no name twice. Centroids are in robust z. */
export function nameClusters(centroids: readonly ArrayLike<number>[]): ClusterName[] {
  const similarities = centroids.map((centroid) => prototypeVectors.map((vector) => cosine(centroid, vector)));
  // What is too unlike to give its name must not decide who gets another one.
  const assigned = assignMost(similarities.map((row) => row.map((value) => (value < ALIKE ? 0 : value))));
  const taken = new Set<string>();
  const named = centroids.map((_, index): ClusterName | null => {
    const prototype = prototypes[at(assigned, index)];
    const similarity = similarities[index]?.[at(assigned, index)] ?? 0;
    if (prototype === undefined || similarity < ALIKE) return null;
    taken.add(prototype.label);
    return { label: prototype.label, similarity };
  });
  return named.map((name, index) => {
    if (name !== null) return name;
    const label = describe(centroids[index] ?? [], taken);
    taken.add(label);
    return { label, similarity: null };
  });
}

/** 0 when either has no direction. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let dot = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < b.length; i++) {
    dot += at(a, i) * at(b, i);
    squaresA += at(a, i) ** 2;
    squaresB += at(b, i) ** 2;
  }
  const length = Math.sqrt(squaresA * squaresB);
  return length === 0 ? 0 : dot / length;
}

/** The two largest deviations; a name that is taken changes its second word, then gains words, then a number. */
function describe(centroid: ArrayLike<number>, taken: ReadonlySet<string>): string {
  const deviations = clusterFeatureNames
    .map((feature, lane) => ({
      word: words[feature][at(centroid, lane) >= 0 ? 0 : 1],
      size: Math.abs(at(centroid, lane)),
    }))
    .toSorted((left, right) => right.size - left.size);
  const remarkable = deviations.filter(({ size }) => size >= REMARKABLE).map(({ word }) => word);
  const [first, ...others] = remarkable;
  const [, ...spare] = deviations.map(({ word }) => word);
  if (first === undefined) return firstFree(["Near the Median"], taken);
  const pairs = (others.length === 0 ? [] : others).map((second) => `${first} · ${second}`);
  const plain = others.length === 0 ? [first] : pairs;
  return firstFree([...plain, ...spare.map((second) => `${first} · ${second}`)], taken);
}

function firstFree(labels: readonly string[], taken: ReadonlySet<string>): string {
  const free = labels.find((label) => !taken.has(label));
  if (free !== undefined) return free;
  let number = 2;
  while (taken.has(`${labels[0]} ${number}`)) number += 1;
  return `${labels[0]} ${number}`;
}
