import type { ExportedRows, ExportSubject } from "@/components/ui/export-file";
import type { ClusterMethod } from "@/lib/clustering/cluster-run";
import type { RankWindow } from "@/lib/momentum/rank-move";

// Reading is loaded when somebody exports: a page carries only what its table is called.
const reads = () => import("./export-reads");

/** The momentum list as filtered and sorted. */
export function momentumSubject(question: string, sentence: string): ExportSubject {
  return {
    name: "momentum",
    title: "this list as filtered and sorted",
    read: async (say) => (await reads()).readMomentum(question, sentence, say),
  };
}

export function rankChangesSubject(since: RankWindow): ExportSubject {
  return {
    name: `rank-changes-${since}`,
    title: `the rank changes of ${since}`,
    read: async () => (await reads()).readRankChanges(since),
  };
}

export function clustersSubject(method: ClusterMethod | null): ExportSubject {
  return { name: "clusters", title: "the groups", read: async () => (await reads()).readClusters(method) };
}

export const alertsSubject: ExportSubject = {
  name: "alerts",
  title: "your alerts",
  read: async (say) => (await reads()).readAlerts(say),
};

/** Of one alert, or of all. */
export function firingsSubject(alertId?: string): ExportSubject {
  return {
    name: "firings",
    title: "the firings with every attempt to deliver them",
    read: async (say) => (await reads()).readFirings(alertId, say),
  };
}

export const backtestsSubject: ExportSubject = {
  name: "backtests",
  title: "the backtests",
  read: async (say) => (await reads()).readBacktests(say),
};

export const auditSubject: ExportSubject = {
  name: "audit-log",
  title: "the log of writes",
  read: async (say) => (await reads()).readAudit(say),
};

export const statusSubject: ExportSubject = {
  name: "status",
  title: "this report",
  read: async () => (await reads()).readStatus(),
};

/** Rows that the page holds already. */
export function givenSubject(name: string, title: string, given: () => ExportedRows): ExportSubject {
  return { name, title, read: async () => given() };
}
