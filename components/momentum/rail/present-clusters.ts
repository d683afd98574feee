import { UNCLUSTERED } from "@/lib/clustering/cluster-run";
import type { ClustersList, WireCluster } from "@/lib/contracts/http/clusters";
import { formatCompactUsd } from "@/lib/format/compact-usd";
import { countOf, formatCount } from "@/lib/format/count";
import { formatChange } from "@/lib/format/percent";
import { formatReading } from "@/lib/format/reading";
import { formatConfidence, formatScore } from "@/lib/format/score";
import { assignMarks, type ClusterMark } from "./cluster-marks";
import type { ClusterPoint, MapAxis } from "./layout-cluster-map";

/** A bootstrap Jaccard from which a group counts as found again, and below which as not (Hennig 2007). */
const STABLE = 0.75;
const UNSTABLE = 0.6;
/** Names that a row has room for; the rest is counted. */
const NAMED = 12;
const TOP_COINS = 5;

export const methodLabels = { kmeans: "k-means", hdbscan: "HDBSCAN" } as const;

export const axisLabels: Readonly<Record<MapAxis, string>> = {
  turnover: "Turnover",
  score: "Score",
  change: "24h %",
  cap: "Market cap",
};

function stabilityWord(stability: number): string {
  if (stability >= STABLE) return "stable";
  return stability < UNSTABLE ? "unstable" : "fairly stable";
}

/** How far the groups can be trusted, in words: "8 groups, stable (0.81)". */
export function structureSentence({ total_clusters, weak, silhouette, stability, reason }: ClustersList): string {
  if (total_clusters === 0) return reason;
  const groups = countOf(total_clusters, "group");
  if (weak) {
    const measured = silhouette === null ? "" : ` (${formatReading(silhouette, 2)})`;
    return `${groups}, weak structure${measured}: read as a sort, not as a finding`;
  }
  if (stability === null) return `${groups}, stability not measured`;
  return `${groups}, ${stabilityWord(stability)} (${formatConfidence(stability)})`;
}

/** The numbers behind that sentence, on hover. */
export function structureHint({ method, silhouette, stability, agreement }: ClustersList): string {
  return [
    `Silhouette ${formatReading(silhouette, 2)}: below 0.10 the structure is weak.`,
    `Stability ${formatReading(stability, 2)}: how much of a group comes back when coins are drawn anew.`,
    agreement === null
      ? "There is no run before to compare with."
      : `Agreement with the run before ${formatReading(agreement, 2)} of 1${method === "kmeans" ? ", partly by construction: its groups are kept unless others fit 2% better" : ""}.`,
  ].join(" ");
}

interface NamedCoin {
  readonly id: string;
  readonly symbol: string;
}

/** Coins that joined or went: the largest by name, the others as a count. */
export interface MembersView {
  readonly title: string;
  readonly coins: readonly NamedCoin[];
  readonly more: string;
}

export interface GroupView {
  readonly id: number;
  readonly label: string;
  readonly mark: ClusterMark;
  /** Average score of its coins now. */
  readonly score: string;
  /** "41 coins · stable (0.81)". */
  readonly summary: string;
  readonly spoken: string;
  readonly moves: readonly MembersView[];
  /** Where there are no moves: why. */
  readonly movesSentence: string;
  readonly history: readonly { readonly at: number; readonly value: number }[];
  /** Of the coins on the map, those with the highest scores. */
  readonly top: readonly NamedCoin[];
}

const namedCoin = ({ id, symbol }: NamedCoin): NamedCoin => ({ id, symbol });

function membersView(word: string, coins: readonly NamedCoin[], count: number): MembersView[] {
  if (count === 0) return [];
  const shown = coins.slice(0, NAMED).map(namedCoin);
  const more = count > shown.length ? `and ${formatCount(count - shown.length)} more` : "";
  return [{ title: `${word}, ${formatCount(count)}`, coins: shown, more }];
}

function movesOf({ coin_count, entered, left, entered_count, left_count }: WireCluster) {
  if (entered === null || left === null)
    return { moves: [], movesSentence: "This is the first run: nobody joined or left yet." };
  if (entered_count === coin_count)
    return { moves: [], movesSentence: "A new group: the run before had none like it." };
  const moves = [
    ...membersView("Joined", entered, entered_count ?? entered.length),
    ...membersView("Left", left, left_count ?? left.length),
  ];
  return { moves, movesSentence: moves.length === 0 ? "Nobody joined or left since the run before." : "" };
}

function summaryOf({ cluster_id, coin_count, stability }: WireCluster): string {
  const coins = countOf(coin_count, "coin");
  if (cluster_id === UNCLUSTERED) return `${coins} · near no group`;
  const kept =
    stability === null ? "stability not measured" : `${stabilityWord(stability)} (${formatConfidence(stability)})`;
  return `${coins} · ${kept}`;
}

function presentGroup(cluster: WireCluster, mark: ClusterMark, points: readonly ClusterPoint[]): GroupView {
  const { cluster_id, label, avg_momentum, history } = cluster;
  const summary = summaryOf(cluster);
  const score = formatScore(avg_momentum);
  return {
    id: cluster_id,
    label,
    mark,
    score,
    summary,
    spoken: `${label}, ${summary}, average score ${score}`,
    ...movesOf(cluster),
    history: history.map(({ time, avg_momentum: value }) => ({ at: Date.parse(time), value })),
    top: points
      .filter((point) => point.cluster_id === cluster_id)
      .toSorted((a, b) => b.momentum_score - a.momentum_score)
      .slice(0, TOP_COINS)
      .map(namedCoin),
  };
}

/** The groups, highest average score first; what no group holds comes last and is never left out. */
export function presentGroups({ clusters, points }: ClustersList): GroupView[] {
  const marks = assignMarks(clusters.map(({ cluster_id }) => cluster_id));
  const last = (cluster: WireCluster) => (cluster.cluster_id === UNCLUSTERED ? 1 : 0);
  return clusters
    .toSorted((a, b) => last(a) - last(b) || b.avg_momentum - a.avg_momentum)
    .flatMap((cluster) => {
      const mark = marks.get(cluster.cluster_id);
      return mark === undefined ? [] : [presentGroup(cluster, mark, points)];
    });
}

const LONGEST_LABEL = 14;

/** As much of a name as the map has room for: whole words, without "Group", of two traits the first. */
export function shortLabel(label: string): string {
  if (label.length <= LONGEST_LABEL) return label;
  const [trait = label] = label.replace(/ Group$/, "").split(" · ");
  const [first = trait, ...others] = trait.split(" ");
  let text = first;
  for (const word of others) {
    if (text.length + 1 + word.length > LONGEST_LABEL) break;
    text = `${text} ${word}`;
  }
  return text;
}

/** A value at the edge of the map, as short as can be. */
export function axisTick(axis: MapAxis, value: number): string {
  switch (axis) {
    case "turnover":
      return `${Number((value * 100).toPrecision(2))}%`;
    case "score":
      return formatReading(value, 0);
    case "change":
      return `${formatReading(value, 0)}%`;
    case "cap":
      return formatCompactUsd(value).replace(/\.0+(?=\D|$)/, "");
  }
}

/** What the map says of the coin under the pointer. */
export function coinSentence(point: ClusterPoint, axes: { readonly x: MapAxis; readonly y: MapAxis }): string {
  const values: Record<MapAxis, string> = {
    turnover:
      point.turnover === null ? "turnover unknown" : `turnover ${Number((point.turnover * 100).toPrecision(2))}%`,
    score: `score ${formatScore(point.momentum_score)}`,
    change: `24h ${formatChange(point.price_change_percentage_24h)}`,
    cap: `cap ${formatCompactUsd(point.market_cap)}`,
  };
  return `${values[axes.y]}, ${values[axes.x]}`;
}

/** The map in a sentence, for those who cannot see it. */
export function mapSentence(
  { points, clusters }: ClustersList,
  axes: { readonly x: MapAxis; readonly y: MapAxis },
  missing: number,
): string {
  const all = clusters.reduce((sum, { coin_count }) => sum + coin_count, 0);
  const drawn = points.length - missing;
  const left = missing === 0 ? "" : ` ${countOf(missing, "coin")} without these readings.`;
  return `Map of ${formatCount(drawn)} of ${countOf(all, "coin")} by ${axisLabels[axes.x].toLowerCase()} and ${axisLabels[axes.y].toLowerCase()}.${left} The list below says the same.`;
}

/** What a press on a row does; only the operator's groups are known to the list. */
export function filterSentence({ method, list_method }: ClustersList): string | null {
  if (method === list_method) return null;
  return `The list of coins knows the groups of ${methodLabels[list_method]}; these are only marked on the map.`;
}
