import { formatDuration } from "@/lib/format/age";
import { type Finding, findingsOf } from "./finding";

const { well, warning, problem } = findingsOf("Clock");

const WARNING_MS = 5_000;
const PROBLEM_MS = 60_000;

/** How far our clock is from another one; half of the round trip is given to each direction. */
export function judgeSkew(other: string, theirNow: number, askedAt: number, answeredAt: number): Finding {
  const skew = (askedAt + answeredAt) / 2 - theirNow;
  const off = Math.max(0, Math.abs(skew) - (answeredAt - askedAt) / 2);
  if (off < WARNING_MS) return well(`Agrees with ${other}.`);
  const what = `This machine's clock is ${formatDuration(off)} ${skew > 0 ? "ahead of" : "behind"} ${other}.`;
  const mend = "Let the system keep the time (timedatectl set-ntp true): ages, sessions and rate limits depend on it.";
  return off < PROBLEM_MS ? warning(what, mend) : problem(what, mend);
}
