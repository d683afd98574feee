import type { ListServices } from "@/app/api/open-hot-lists";
import { keepReading } from "@/lib/cache/keep-reading";
import { type ClusterMethod, clusterMethodSchema } from "@/lib/clustering/cluster-run";
import { FEWEST_COINS } from "@/lib/clustering/cluster-universe";
import { isOldRun } from "@/lib/clustering/old-run";
import { clustersQuerySchema } from "@/lib/contracts/http/clusters";
import { type ClusterFindings, listClusters } from "@/lib/contracts/http/clusters-wire";
import type { MomentumBoard } from "@/lib/contracts/snapshots";
import { readMoment } from "@/lib/http/board-lists";
import type { HotList } from "@/lib/http/hot-lists";
import { answerNoBoard } from "@/lib/http/problem";
import { marketNow } from "@/lib/market/clock";
import { SECOND_MS, type UnixMs } from "@/lib/market/units";
import { type ClusterEvidence, readEvidence } from "./read-evidence";

/** A new run comes hourly, and its past a moment after it. */
const READ_EVERY_MS = 2 * SECOND_MS;

type KeptEvidence = ClusterEvidence & { readonly version: string };

export function clustersList(services: ListServices): HotList<typeof clustersQuerySchema> {
  const { boards, env, wallNow } = services;
  const readers = new Map(
    clusterMethodSchema.options.map((method) => [
      method,
      keepReading(async (): Promise<KeptEvidence> => {
        const clock = (await boards.read())?.board.clock;
        const now = clock === undefined ? wallNow() : marketNow(clock, wallNow());
        const evidence = await readEvidence(services, method, now);
        return { ...evidence, version: versionOf(evidence) };
      }, READ_EVERY_MS),
    ]),
  );
  const nothing = { run: null, history: [], version: "off" };
  return {
    query: clustersQuerySchema,
    async read({ method = env.CLUSTERING_METHOD }) {
      const moment = await readMoment(boards, wallNow);
      if (moment === null) return answerNoBoard();
      const { board } = moment.snapshot;
      const evidence = env.CLUSTERING_ENABLED ? ((await readers.get(method)?.()) ?? nothing) : nothing;
      const findings = findingsOf(services, method, { board, now: moment.now, evidence });
      return {
        board: moment.version,
        version: `${evidence.version}|${findings.isOld}`,
        tell: () => listClusters(findings, board, moment.now, moment.contact),
      };
    },
  };
}

/** A run never changes once it is kept, and neither does its summary. */
function versionOf({ run, history }: ClusterEvidence): string {
  return JSON.stringify([run?.computedAt, run?.asOf, run?.coins, history.map(({ computedAt }) => computedAt)]);
}

function findingsOf(
  { env }: ListServices,
  method: ClusterMethod,
  { board, now, evidence: { run, history } }: { board: MomentumBoard; now: UnixMs; evidence: ClusterEvidence },
): ClusterFindings {
  const asked = { method, listMethod: env.CLUSTERING_METHOD, isOld: false };
  if (!env.CLUSTERING_ENABLED) {
    return { ...asked, run: null, history: [], reason: "Clustering is switched off on this server." };
  }
  const isOld = run !== null && isOldRun(run, env.CLUSTERING_UPDATE_INTERVAL, now);
  return { ...asked, isOld, run, history, reason: run === null ? whyNone(board) : "" };
}

function whyNone({ rankedCount }: MomentumBoard): string {
  return rankedCount < FEWEST_COINS
    ? `${rankedCount} ranked coins are too few to group: ${FEWEST_COINS} are needed.`
    : "The first run has not ended yet.";
}
