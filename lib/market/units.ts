/** Milliseconds since 1970-01-01T00:00:00Z. */
export type UnixMs = number;
/** A percentage: 5 means 5 %. */
export type Percent = number;
/** A fraction: 0.05 means 5 %. */
export type Fraction = number;
/** US dollars. */
export type Usd = number;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** The first instant of the hour that a moment lies in. */
export const hourOf = (at: UnixMs): UnixMs => Math.floor(at / HOUR_MS) * HOUR_MS;
