/** An advisory that does not reach us, with the reason and the day on which somebody looks again. */
export interface AcceptedAdvisory {
  /** "GHSA-…" */
  readonly id: string;
  readonly why: string;
  /** "2027-01-31"; from then on it counts again. */
  readonly until: string;
}

/** Shown in docs/security.md word for word. */
export const acceptedAdvisories: readonly AcceptedAdvisory[] = [];
