import { HOUR_MS, type UnixMs } from "@/lib/market/units";
import { mix, uniform } from "./hash";
import type { WhaleEpisode } from "./venue";

/** A coin has one episode a cycle: five hours of 120 are four per cent of those that have any, at any moment. */
const CYCLE_MS = 120 * HOUR_MS;
/** How much later than its turn an episode may come. */
const JITTER_MS = 24 * HOUR_MS;
const SHORTEST_MS = 3 * HOUR_MS;
const LONGEST_MS = 7 * HOUR_MS;
const GOLDEN_RATIO = 0.618_033_988_749_895;

/**
 * Where in a cycle a coin's turn comes. Neighbours are spread by the golden ratio, so that the number of coins in an
 * episode hardly swings.
 */
function turnOf(seed: number, slot: number): number {
  return ((uniform(mix(seed, 301)) + slot * GOLDEN_RATIO) % 1) * CYCLE_MS;
}

function episodeIn(cycle: number, seed: number, slot: number): WhaleEpisode {
  const own = mix(mix(mix(seed, 302), slot), cycle);
  const from = Math.floor(cycle * CYCLE_MS + turnOf(seed, slot) + JITTER_MS * uniform(mix(own, 1)));
  return {
    kind: uniform(mix(own, 2)) < 0.55 ? "accumulation" : "distribution",
    from,
    to: from + Math.floor(SHORTEST_MS + (LONGEST_MS - SHORTEST_MS) * uniform(mix(own, 3))),
  };
}

/** The planted episode of a coin whose turn came last before an instant; it may lie wholly before or after it. */
export function whaleEpisodeOf(seed: number, slot: number, at: UnixMs): WhaleEpisode {
  return episodeIn(Math.floor((at - turnOf(seed, slot)) / CYCLE_MS), seed, slot);
}

/** The episodes of a coin that touch a span of time, oldest first. */
export function whaleEpisodesOf(seed: number, slot: number, from: UnixMs, to: UnixMs): WhaleEpisode[] {
  const episodes: WhaleEpisode[] = [];
  const cycleAt = (at: UnixMs) => Math.floor((at - turnOf(seed, slot)) / CYCLE_MS);
  for (let cycle = cycleAt(from); cycle <= cycleAt(to); cycle++) {
    const episode = episodeIn(cycle, seed, slot);
    if (episode.to > from && episode.from <= to) episodes.push(episode);
  }
  return episodes;
}
