import type { SpanningTree } from "./spanning-tree";

/** Nearer than this is the same place: 1 ÷ 0 would outweigh every other group. */
const CLOSEST = 1e-3;

/** Merges by growing distance: merge m joins `left` and `right` to node n + m. Nodes below n are rows. */
interface Dendrogram {
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** 1 ÷ distance at which the two are one. */
  readonly density: Float64Array;
  readonly size: Int32Array;
}

/** A group of the condensed tree: born where its parent split, it loses single rows until it splits itself. */
interface Group {
  readonly parent: number;
  readonly born: number;
  /** Σ over its rows of the density range in which they belonged to it. */
  mass: number;
  readonly children: number[];
}

/**
 * Groups of rows that stay together over the widest range of density; −1 for rows in none. The whole set is never a group.
 * For two rows or more. Campello, Moulavi & Sander (2013): single linkage, condensed by `minSize`, excess of mass.
 */
export function denseGroups(tree: SpanningTree, minSize: number): Int32Array {
  const rows = tree.squared.length + 1;
  const { groups, lastGroup } = condense(linkSingly(tree), rows, minSize);
  return labelRows(selectByMass(groups), groups, lastGroup);
}

function linkSingly({ a, b, squared }: SpanningTree): Dendrogram {
  const merges = squared.length;
  const rows = merges + 1;
  const order = Uint32Array.from({ length: merges }, (_, edge) => edge).sort(
    (left, right) => (squared[left] as number) - (squared[right] as number) || left - right,
  );
  const parent = Int32Array.from({ length: rows + merges }, (_, node) => node);
  const answer: Dendrogram = {
    left: new Int32Array(merges),
    right: new Int32Array(merges),
    density: new Float64Array(merges),
    size: new Int32Array(rows + merges).fill(1),
  };
  order.forEach((edge, merge) => {
    const left = findRoot(parent, a[edge] as number);
    const right = findRoot(parent, b[edge] as number);
    const node = rows + merge;
    parent[left] = node;
    parent[right] = node;
    answer.left[merge] = left;
    answer.right[merge] = right;
    answer.density[merge] = 1 / Math.max(CLOSEST, Math.sqrt(squared[edge] as number));
    answer.size[node] = (answer.size[left] as number) + (answer.size[right] as number);
  });
  return answer;
}

function findRoot(parent: Int32Array, start: number): number {
  let node = start;
  while ((parent[node] as number) !== node) {
    parent[node] = parent[parent[node] as number] as number;
    node = parent[node] as number;
  }
  return node;
}

interface Condensed {
  readonly groups: Group[];
  /** The group each row belonged to last. */
  readonly lastGroup: Int32Array;
}

/**
 * From the root down: a split makes two groups only when both sides are large enough, else the larger one goes on.
 * `minSize` is at least 2, so that a single row is never a group.
 */
function condense(dendrogram: Dendrogram, rows: number, minSize: number): Condensed {
  const { left, right, density, size } = dendrogram;
  const groups: Group[] = [{ parent: -1, born: 0, mass: 0, children: [] }];
  const lastGroup = new Int32Array(rows);
  const pending: { node: number; group: number }[] = [{ node: rows + density.length - 1, group: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, group } = next;
    const here = groups[group] as Group;
    const born = density[node - rows] as number;
    const sides = [left[node - rows] as number, right[node - rows] as number];
    const large = sides.filter((side) => (size[side] as number) >= minSize);
    const heir = large.length === 1 ? (large[0] as number) : -1;
    if (heir >= 0) pending.push({ node: heir, group });
    for (const side of sides) {
      if (side === heir) continue;
      here.mass += (size[side] as number) * (born - here.born);
      if ((size[side] as number) < minSize) markRows(dendrogram, side, lastGroup, group);
      else {
        here.children.push(groups.length);
        pending.push({ node: side, group: groups.length });
        groups.push({ parent: group, born, mass: 0, children: [] });
      }
    }
  }
  return { groups, lastGroup };
}

/** Every row under a node gets this mark. */
function markRows({ left, right }: Dendrogram, node: number, marks: Int32Array, mark: number): void {
  const rows = marks.length;
  const pending = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next < rows) marks[next] = mark;
    else pending.push(left[next - rows] as number, right[next - rows] as number);
  }
}

/** The groups that weigh more than everything selected below them; children come after their parents. */
function selectByMass(groups: readonly Group[]): ReadonlySet<number> {
  const selected = new Set<number>();
  const best = groups.map(({ mass }) => mass);
  for (let index = groups.length - 1; index > 0; index--) {
    const below = (groups[index] as Group).children.reduce((sum, child) => sum + (best[child] as number), 0);
    if (below > (best[index] as number)) best[index] = below;
    else selected.add(index);
  }
  return selected;
}

/** A row belongs to the topmost selected group above the one it was in last. Labels count from 0 in the order of groups. */
function labelRows(selected: ReadonlySet<number>, groups: readonly Group[], lastGroup: Int32Array): Int32Array {
  const owner = new Int32Array(groups.length).fill(-1);
  let labels = 0;
  groups.forEach(({ parent }, index) => {
    const inherited = parent < 0 ? -1 : (owner[parent] as number);
    if (inherited >= 0) owner[index] = inherited;
    else if (selected.has(index)) {
      owner[index] = labels;
      labels += 1;
    }
  });
  return lastGroup.map((group) => owner[group] as number);
}
