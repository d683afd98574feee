import { invariant } from "@/lib/invariant";
import { type Catalogue, catalogue, type MetricName } from "./catalogue";
import type { Definition, MetricsRole, MetricType } from "./definition";

/** The names of one type. */
export type NameOf<T extends MetricType> = {
  [N in MetricName]: Catalogue[N]["type"] extends T ? N : never;
}[MetricName];

/** A value for each label of a metric, from its closed list. */
export type ValuesOf<N extends MetricName> = {
  readonly [L in keyof Catalogue[N]["labels"]]: Catalogue[N]["labels"][L] extends readonly (infer V extends string)[]
    ? V
    : never;
};

/** The numbers of one process. Names and labels are those of the catalogue; anything else does not compile. */
export interface Metrics {
  readonly role: MetricsRole;
  add<N extends NameOf<"counter">>(name: N, labels: ValuesOf<N>, by?: number): void;
  /** A count that somebody else keeps, as it stands. */
  total<N extends NameOf<"counter">>(name: N, labels: ValuesOf<N>, count: number): void;
  /** Null: nobody knows, so nothing is said. */
  set<N extends NameOf<"gauge">>(name: N, labels: ValuesOf<N>, value: number | null): void;
  observe<N extends NameOf<"histogram">>(name: N, labels: ValuesOf<N>, seconds: number): void;
  /** Called before each reading, for what is only looked up when somebody asks. One that fails costs only its own numbers. */
  beforeReading(collect: () => void | Promise<void>): void;
  /** Everything in Prometheus' text format 0.0.4. */
  read(): Promise<string>;
}

interface Observations {
  /** How many fell into each bucket itself; the last one has no upper bound. */
  readonly counts: number[];
  sum: number;
}

interface Family {
  readonly name: MetricName;
  readonly definition: Definition;
  readonly labelNames: readonly string[];
  readonly numbers: Map<string, number>;
  readonly observations: Map<string, Observations>;
}

export function createMetrics(role: MetricsRole): Metrics {
  const families = new Map<MetricName, Family>();
  for (const [name, definition] of Object.entries(catalogue) as [MetricName, Definition][]) {
    if (definition.saidBy.includes(role)) families.set(name, openFamily(name, definition));
  }
  const collectors: (() => void | Promise<void>)[] = [];

  function familyOf(name: MetricName): Family {
    const family = families.get(name);
    invariant(family !== undefined, `the ${role} process says ${name}`);
    return family;
  }

  return {
    role,
    add(name, labels, by = 1) {
      const { numbers, labelNames } = familyOf(name);
      const series = seriesOf(labelNames, labels);
      numbers.set(series, (numbers.get(series) ?? 0) + by);
    },
    total(name, labels, count) {
      const { numbers, labelNames } = familyOf(name);
      numbers.set(seriesOf(labelNames, labels), count);
    },
    set(name, labels, value) {
      const { numbers, labelNames } = familyOf(name);
      const series = seriesOf(labelNames, labels);
      if (value === null || !Number.isFinite(value)) numbers.delete(series);
      else numbers.set(series, value);
    },
    observe(name, labels, seconds) {
      const { observations, labelNames, definition } = familyOf(name);
      const series = seriesOf(labelNames, labels);
      const seen = observations.get(series) ?? { counts: new Array(definition.buckets.length + 1).fill(0), sum: 0 };
      observations.set(series, seen);
      const bucket = definition.buckets.findIndex((bound) => seconds <= bound);
      const at = bucket === -1 ? definition.buckets.length : bucket;
      seen.counts[at] = (seen.counts[at] ?? 0) + 1;
      seen.sum += seconds;
    },
    beforeReading(collect) {
      collectors.push(collect);
    },
    async read() {
      await Promise.allSettled(collectors.map(async (collect) => collect()));
      return [...families.values()].flatMap(linesOf).join("\n").concat("\n");
    },
  };
}

/** Counts begin at 0, or nobody would see the first one come; what is told of the whole instance begins when it is known. */
function openFamily(name: MetricName, definition: Definition): Family {
  const labelNames = Object.keys(definition.labels);
  const family = { name, definition, labelNames, numbers: new Map(), observations: new Map() };
  if (definition.type !== "counter" || definition.of === "instance") return family;
  let all = [""];
  for (const label of labelNames) {
    const values = definition.labels[label] ?? [];
    all = all.flatMap((before) => values.map((value) => joinLabel(before, label, value)));
  }
  for (const series of all) family.numbers.set(series, 0);
  return family;
}

function seriesOf(labelNames: readonly string[], labels: Readonly<Record<string, string>>): string {
  let series = "";
  for (const label of labelNames) series = joinLabel(series, label, labels[label] ?? "");
  return series;
}

/** Values are from closed lists of plain words, so that nothing has to be escaped. */
function joinLabel(before: string, label: string, value: string): string {
  return before === "" ? `${label}="${value}"` : `${before},${label}="${value}"`;
}

function linesOf({ name, definition, numbers, observations }: Family): string[] {
  const samples = [
    ...[...numbers].map(([series, value]) => `${withLabels(name, series)} ${value}`),
    ...[...observations].flatMap(([series, seen]) => bucketLines(name, series, seen, definition.buckets)),
  ];
  if (samples.length === 0) return [];
  return [`# HELP ${name} ${definition.help}`, `# TYPE ${name} ${definition.type}`, ...samples];
}

function bucketLines(name: string, series: string, seen: Observations, bounds: readonly number[]): string[] {
  let below = 0;
  const lines = seen.counts.map((count, index) => {
    below += count;
    const bound = bounds[index];
    const le = joinLabel(series, "le", bound === undefined ? "+Inf" : `${bound}`);
    return `${withLabels(`${name}_bucket`, le)} ${below}`;
  });
  return [
    ...lines,
    `${withLabels(`${name}_sum`, series)} ${seen.sum}`,
    `${withLabels(`${name}_count`, series)} ${below}`,
  ];
}

const withLabels = (name: string, series: string): string => (series === "" ? name : `${name}{${series}}`);
