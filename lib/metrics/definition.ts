/** The processes that answer `/metrics`. */
export type MetricsRole = "web" | "worker" | "stream";

/** Label names and every value that each can have: a series that is not foreseen here cannot come about. */
export type Labels = Readonly<Record<string, readonly string[]>>;

export type MetricType = "counter" | "gauge" | "histogram";

export interface Definition<L extends Labels = Labels, T extends MetricType = MetricType> {
  readonly type: T;
  readonly help: string;
  readonly labels: L;
  /** Which processes say it. */
  readonly saidBy: readonly MetricsRole[];
  /**
   * `process`: each copy says its own part, so copies are added up. `instance`: every copy says the same of the whole instance, so
   * one of them is enough (`max`).
   */
  readonly of: "process" | "instance";
  /** Upper bounds of a histogram, ascending. */
  readonly buckets: readonly number[];
}

type Given = Pick<Definition, "help" | "saidBy"> & Partial<Pick<Definition, "of" | "buckets">>;

interface Define<T extends MetricType> {
  <const L extends Labels>(given: Given & { readonly labels: L }): Definition<L, T>;
  (given: Given): Definition<Record<never, never>, T>;
}

const define = <T extends MetricType>(type: T): Define<T> => {
  const complete = (given: Given & { readonly labels?: Labels }): Definition<Labels, T> => ({
    of: "process",
    buckets: [],
    labels: {},
    ...given,
    type,
  });
  // The labels are those that were given; TypeScript cannot follow two signatures into one body.
  return complete as Define<T>;
};

/** Only grows while the process lives. */
export const counter = define("counter");
/** Is what it is at this moment. */
export const gauge = define("gauge");
/** How often something took how long. */
export const histogram = define("histogram");
