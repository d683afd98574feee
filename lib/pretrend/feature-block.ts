import { FEATURE_COUNT, FEATURE_NAMES, type FeatureName } from "./feature-names";

/** Where each feature stands in a row. */
export const FEATURE_AT = Object.fromEntries(FEATURE_NAMES.map((name, index) => [name, index])) as Readonly<
  Record<FeatureName, number>
>;

/** Features of many coins in one block of memory: row i belongs to coin i. */
export class FeatureBlock {
  /** `FEATURE_COUNT` numbers a coin in the order of FEATURE_NAMES; 0 where unknown. All finite. */
  readonly values: Float64Array;
  /** 1 where the value is known. */
  readonly known: Uint8Array;
  /** σ24 of each coin, the barrier as a log return; 0 for a coin that is not asked about. */
  readonly sigma24: Float64Array;
  /** Mean size of the last day's hourly log returns. */
  readonly hourlyMove: Float64Array;

  constructor(readonly coins: number) {
    this.values = new Float64Array(coins * FEATURE_COUNT);
    this.known = new Uint8Array(coins * FEATURE_COUNT);
    this.sigma24 = new Float64Array(coins);
    this.hourlyMove = new Float64Array(coins);
  }

  /** Keeps a value at a place of FEATURE_AT; one that is not finite stays unknown. */
  set(row: number, feature: number, value: number): void {
    if (!Number.isFinite(value)) return;
    const at = row * FEATURE_COUNT + feature;
    this.values[at] = value;
    this.known[at] = 1;
  }

  /** A feature of a coin; null when unknown. */
  get(row: number, name: FeatureName): number | null {
    const at = row * FEATURE_COUNT + FEATURE_AT[name];
    return this.known[at] === 1 ? (this.values[at] ?? null) : null;
  }
}
