import type { PretrendScorecard, PretrendStanding } from "@/lib/contracts/scorecard";
import { formatDay } from "@/lib/format/time";
import type { UnixMs } from "@/lib/market/units";
import { blockBootstrap } from "@/lib/statistics/block-bootstrap";
import type { PredictionSums } from "@/lib/store/pretrend";

export const WINDOW_DAYS = 30;
/** Below this a bad week could switch a good model off. */
export const RESOLVED_MIN = 500;
export const DAYS_MIN = 5;
const STEPS = 20;
const BOOTSTRAP = { draws: 1_000, seed: 1 } as const;

export interface LiveRecord {
  readonly modelHash: string;
  readonly sums: readonly PredictionSums[];
  readonly waiting: number;
  readonly unknowable: number;
  /** What the last measurement decided of this very model; null when there was none. */
  readonly before: PretrendStanding | null;
}

/**
 * The Brier skill of a model's probabilities of the last thirty days against the base rate it carries, and whether it may go
 * on speaking: it is switched off when it did worse over 500 resolved probabilities of five days or more, and on again only
 * by a later measurement of that size in which it did better.
 */
export function measureLiveRecord(record: LiveRecord, now: UnixMs): PretrendScorecard {
  const { modelHash, sums, waiting, unknowable } = record;
  const days = Array.from(sumBy(sums, "day").values());
  const total = addUp(sums);
  const skill = skillOf(days, null);
  const interval = skill === null ? null : blockBootstrap(days.length, (drawn) => skillOf(days, drawn), BOOTSTRAP);
  const { samples } = total;
  const share = (sum: number) => (samples === 0 ? null : sum / samples);
  return {
    measuredAt: now,
    modelHash,
    windowDays: WINDOW_DAYS,
    resolved: samples,
    unknowable,
    waiting,
    days: days.length,
    outcomeRate: share(total.outcomes),
    meanProbability: share(total.probabilities),
    brierModel: share(total.squaresModel),
    brierBase: share(total.squaresBase),
    skill: skill === null ? null : { value: skill, low: interval?.low ?? null, high: interval?.high ?? null },
    bins: binsOf(sums),
    standing: decide(record.before, { skill, samples, days: days.length }, now),
  };
}

type Sums = Omit<PredictionSums, "day" | "step">;
const NOTHING: Sums = { samples: 0, outcomes: 0, probabilities: 0, squaresModel: 0, squaresBase: 0 };

function addUp(parts: readonly Sums[]): Sums {
  return parts.reduce<Sums>(
    (sum, part) => ({
      samples: sum.samples + part.samples,
      outcomes: sum.outcomes + part.outcomes,
      probabilities: sum.probabilities + part.probabilities,
      squaresModel: sum.squaresModel + part.squaresModel,
      squaresBase: sum.squaresBase + part.squaresBase,
    }),
    NOTHING,
  );
}

function sumBy(sums: readonly PredictionSums[], key: "day" | "step"): Map<number, Sums> {
  const groups = new Map<number, Sums>();
  for (const one of sums) groups.set(one[key], addUp([groups.get(one[key]) ?? NOTHING, one]));
  return groups;
}

function skillOf(days: readonly Sums[], drawn: Uint32Array | null): number | null {
  let model = 0;
  let base = 0;
  days.forEach(({ squaresModel, squaresBase }, index) => {
    const times = drawn === null ? 1 : (drawn[index] ?? 0);
    model += times * squaresModel;
    base += times * squaresBase;
  });
  return base === 0 ? null : 1 - model / base;
}

function binsOf(sums: readonly PredictionSums[]): PretrendScorecard["bins"] {
  return Array.from(sumBy(sums, "step"))
    .toSorted(([left], [right]) => left - right)
    .map(([step, { samples, probabilities, outcomes }]) => {
      return {
        from: step / STEPS,
        to: (step + 1) / STEPS,
        samples,
        meanProbability: probabilities / samples,
        outcomeRate: outcomes / samples,
      };
    });
}

function decide(
  before: PretrendStanding | null,
  { skill, samples, days }: { skill: number | null; samples: number; days: number },
  now: UnixMs,
): PretrendStanding {
  const held = before ?? { allowed: true, since: null, reason: "" };
  if (skill === null || samples < RESOLVED_MIN || days < DAYS_MIN) return held;
  if (held.allowed && skill < 0) {
    const reason = `Switched off on ${formatDay(now)}: over the last ${WINDOW_DAYS} days it did worse than the base rate.`;
    return { allowed: false, since: now, reason };
  }
  return !held.allowed && skill > 0 ? { allowed: true, since: now, reason: "" } : held;
}
