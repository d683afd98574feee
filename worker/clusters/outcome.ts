import { z } from "zod";
import { clusterMethodSchema } from "@/lib/clustering/cluster-run";

const nullableNumber = z.number().nullable();

const methodOutcomeSchema = z.union([
  z.object({
    method: clusterMethodSchema,
    groups: z.number().int(),
    coins: z.number().int(),
    silhouette: nullableNumber,
    stability: nullableNumber,
    agreement: nullableNumber,
    weak: z.boolean(),
  }),
  z.object({ method: clusterMethodSchema, reason: z.string() }),
]);
export type MethodOutcome = z.infer<typeof methodOutcomeSchema>;

/** What `clusters.compute` answers: why nothing was done, or what became of each method. */
export const clustersOutcomeSchema = z.union([
  z.object({ reason: z.string() }),
  z.object({ methods: z.array(methodOutcomeSchema) }),
]);
export type ClustersOutcome = z.infer<typeof clustersOutcomeSchema>;
