import { mix, uniform } from "./hash";

/** Hours of one epoch of a price path; a path is pinned at both ends of every epoch. */
export const EPOCH_HOURS = 768;

const LONGEST_EPISODE_HOURS = 160;

export interface Episode {
  readonly kind: "pump" | "crash";
  /** Hour since 1970 in which it starts. */
  readonly startHour: number;
  readonly riseHours: number;
  /** Log change at the extreme: positive for a pump. */
  readonly height: number;
  /** Turnover at the extreme, as a multiple of the usual. */
  readonly volumeMultiple: number;
  /** Hours in which the excess over the remaining part fades by a factor of e. */
  readonly fadeHours: number;
}

/** The planted episode of a coin in an epoch: a pump in one of five, a crash in one of nine, else none. */
export function episodeOf(key: number, epoch: number): Episode | null {
  const own = mix(mix(key, 71), epoch);
  const draw = uniform(own);
  if (draw > 0.31) return null;
  const draws = (stream: number) => uniform(mix(own, stream));
  const startHour = epoch * EPOCH_HOURS + 8 + Math.floor(draws(1) * (EPOCH_HOURS - LONGEST_EPISODE_HOURS - 16));
  if (draw < 0.2) {
    return {
      kind: "pump",
      startHour,
      riseHours: 1 + Math.floor(draws(2) * 6),
      height: 0.2 + 1.3 * draws(3) ** 3,
      volumeMultiple: 4 + 26 * draws(4),
      fadeHours: 8 + 30 * draws(5),
    };
  }
  return {
    kind: "crash",
    startHour,
    riseHours: 1 + Math.floor(draws(2) * 4),
    height: -(0.2 + 1.2 * draws(3) ** 2),
    volumeMultiple: 3 + 12 * draws(4),
    fadeHours: 20 + 40 * draws(5),
  };
}

/** Share of the episode's height at an hour boundary, 0 outside and 1 at the extreme; fades to exactly 0. */
function strengthAt(episode: Episode, hour: number): number {
  const age = hour - episode.startHour;
  if (age <= 0 || age >= LONGEST_EPISODE_HOURS) return 0;
  if (age < episode.riseHours) return age / episode.riseHours;
  const sinceTop = age - episode.riseHours;
  const left = LONGEST_EPISODE_HOURS - age;
  return Math.exp(-sinceTop / episode.fadeHours) * Math.min(1, left / 24);
}

/** The answer given last: callers ask hour by hour about one coin, and an episode costs more than all else in an hour. */
let latest: { key: number; epoch: number; episode: Episode | null } = { key: 0, epoch: -1, episode: null };

function episodeDuring(key: number, hour: number): Episode | null {
  const epoch = Math.floor(hour / EPOCH_HOURS);
  if (latest.key !== key || latest.epoch !== epoch) latest = { key, epoch, episode: episodeOf(key, epoch) };
  return latest.episode;
}

/** Log price added by the planted episode at an hour boundary. */
export function episodeLevel(key: number, hour: number): number {
  const episode = episodeDuring(key, hour);
  return episode === null ? 0 : episode.height * strengthAt(episode, hour);
}

/** Multiple of the usual turnover in the hour that ends at a boundary. */
export function episodeVolume(key: number, hour: number): number {
  const episode = episodeDuring(key, hour);
  return episode === null ? 1 : 1 + (episode.volumeMultiple - 1) * strengthAt(episode, hour);
}
