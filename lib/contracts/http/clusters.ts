import { z } from "zod";
import { clusterFeatureSchema, clusterMethodSchema } from "@/lib/clustering/cluster-run";
import { freshnessShape } from "./freshness-shape";

const nullableNumber = z.number().nullable();

export const clustersQuerySchema = z.object({
  /** Left out: the method that the operator chose (`CLUSTERING_METHOD`). */
  method: clusterMethodSchema.optional(),
});
export type ClustersQuery = z.infer<typeof clustersQuerySchema>;

const namedCoin = z.object({ id: z.string(), symbol: z.string() });

export const wireClusterSchema = z
  .object({
    /** −1 is what no group holds. */
    cluster_id: z.number().int(),
    label: z.string(),
    /** Of the run. */
    coin_count: z.number().int(),
    /** Of the board now, not of the run; so are the top coins, highest score first. */
    avg_momentum: z.number(),
    top_coins: z.array(z.string()),
    stability: nullableNumber,
    similarity: nullableNumber,
    centroid: z.record(clusterFeatureSchema, z.number()),
    /** Since the run before, the largest by market cap, fifty at most; null at a first run. */
    entered: z.array(namedCoin).nullable(),
    left: z.array(namedCoin).nullable(),
    /** How many there are in all. */
    entered_count: z.number().int().nullable(),
    left_count: z.number().int().nullable(),
    /** Average score at past runs, oldest first. */
    history: z.array(z.object({ time: z.iso.datetime(), avg_momentum: z.number(), coin_count: z.number().int() })),
  })
  .meta({ id: "Cluster" });
export type WireCluster = z.infer<typeof wireClusterSchema>;

/** Answer of `GET /market/clusters`. */
export const clustersListSchema = z.object({
  /** Without the noise. */
  total_clusters: z.number().int(),
  clusters: z.array(wireClusterSchema),
  method: clusterMethodSchema,
  /** The method whose groups the coins' own `cluster_id` names: only these filter the list. */
  list_method: clusterMethodSchema,
  /** Why there are none; empty when there are. */
  reason: z.string(),
  silhouette: nullableNumber,
  stability: nullableNumber,
  /** With the run before (adjusted Rand). Of k-means partly by construction: its groups stay unless others fit 2 % better. */
  agreement: nullableNumber,
  weak: z.boolean(),
  computed_at: z.iso.datetime().nullable(),
  /** The groups are older than three runs should be: coins carry no `cluster_id` any more. */
  old_run: z.boolean(),
  /** Marks of the map: the largest coins of each cluster, 600 at most. */
  points: z.array(
    z.object({
      id: z.string(),
      symbol: z.string(),
      cluster_id: z.number().int(),
      momentum_score: z.number(),
      /** Volume ÷ market cap. */
      turnover: nullableNumber,
      market_cap: nullableNumber,
      price_change_percentage_24h: nullableNumber,
    }),
  ),
  ...freshnessShape,
});
export type ClustersList = z.infer<typeof clustersListSchema>;
