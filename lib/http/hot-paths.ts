/** The lists that are answered before Next is asked, and where: under their original path and under `/api`. */
const paths = {
  momentum: "/market/momentum",
  coins: "/market/coins",
  rankChanges: "/market/rank-changes",
  clusters: "/market/clusters",
  scorecard: "/market/scorecard",
} as const;

export type HotListName = keyof typeof paths;

export const hotListNames = Object.keys(paths) as HotListName[];

export const hotPaths: ReadonlyMap<string, HotListName> = new Map(
  hotListNames.flatMap((name) => [
    [paths[name], name],
    [`/api${paths[name]}`, name],
  ]),
);
