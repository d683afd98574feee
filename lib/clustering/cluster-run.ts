import { z } from "zod";

export const clusterMethodSchema = z.enum(["kmeans", "hdbscan"]);
export type ClusterMethod = z.infer<typeof clusterMethodSchema>;

/** Robust z over the clustered universe, clipped to ±3, in this order. */
export const clusterFeatureNames = [
  "score",
  "volume_ratio",
  "turnover",
  "market_cap",
  "volatility",
  "z_7d",
  "whale_confidence",
] as const;
export const clusterFeatureSchema = z.enum(clusterFeatureNames);
export type ClusterFeature = z.infer<typeof clusterFeatureSchema>;

/** HDBSCAN's noise: shown, never hidden. */
export const UNCLUSTERED = -1;

export const clusterSchema = z.object({
  /** Kept from run to run while enough coins stay; −1 is noise. */
  id: z.number().int(),
  label: z.string(),
  /** Cosine similarity with the prototype that named it; null when its own deviations did. */
  similarity: z.number().nullable(),
  count: z.number().int(),
  averageScore: z.number(),
  /** Bootstrap Jaccard, 0–1: ≥ 0.75 stable, < 0.6 unstable; null for noise. */
  stability: z.number().nullable(),
  centroid: z.record(clusterFeatureSchema, z.number()),
  /** Highest scores first, five at most. */
  topCoins: z.array(z.object({ id: z.string(), symbol: z.string(), score: z.number() })),
  /** Coin ids that joined or went since the previous run; null at a first run. */
  entered: z.array(z.string()).nullable(),
  left: z.array(z.string()).nullable(),
});
export type Cluster = z.infer<typeof clusterSchema>;

export const clusterRunSchema = z.object({
  method: clusterMethodSchema,
  asOf: z.number(),
  computedAt: z.number(),
  coins: z.number().int(),
  silhouette: z.number().nullable(),
  /** Mean bootstrap Jaccard over the clusters, weighted by size. */
  stability: z.number().nullable(),
  /**
   * Adjusted Rand index to the previous run over common coins. K-means begins at that run's groups and keeps them unless
   * others fit 2 % better, so this holds partly by construction: it says what readers see, not how stable the market is.
   */
  agreement: z.number().nullable(),
  /** Silhouette below 0.1: read as a sort, not as a finding. */
  weak: z.boolean(),
  inertia: z.number().nullable(),
  clusters: z.array(clusterSchema),
  /** Cluster id by coin id. */
  members: z.record(z.string(), z.number().int()),
});
export type ClusterRun = z.infer<typeof clusterRunSchema>;

/** What is kept of a run for longer than its members. */
export const clusterSummarySchema = clusterRunSchema.omit({ members: true });
export type ClusterSummary = z.infer<typeof clusterSummarySchema>;
