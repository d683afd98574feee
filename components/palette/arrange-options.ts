import type { FoundCoin } from "./rank-coins";
import type { FoundCommand } from "./rank-commands";

/** At most so many results are drawn. */
export const DRAWN = 50;

/** Beside other results, so many coins are enough; the more is typed the fewer there are. */
const COINS_BESIDE = 30;

export interface ArrangedGroup<T> {
  readonly title: string;
  readonly items: readonly T[];
  readonly points: number;
}

/**
 * Coins and commands in groups: the group with the best answer first, at most 50 in all. Commands keep their own groups,
 * which stand in the order in which they were given where nothing was typed.
 */
export function arrangeOptions<C, K extends { readonly group: string }>(
  coins: readonly FoundCoin<C>[],
  commands: readonly FoundCommand<K>[],
): readonly ArrangedGroup<C | K>[] {
  const shownCoins = coins.slice(0, commands.length === 0 ? DRAWN : COINS_BESIDE);
  const groups: { title: string; items: (C | K)[]; points: number }[] = [];
  if (shownCoins.length > 0) {
    groups.push({ title: "Coins", items: shownCoins.map(({ coin }) => coin), points: shownCoins[0]?.points ?? 0 });
  }
  for (const { command, points } of commands.slice(0, DRAWN - shownCoins.length)) {
    const group = groups.find(({ title }) => title === command.group);
    if (group === undefined) groups.push({ title: command.group, items: [command], points });
    else group.items.push(command);
  }
  return groups.sort((a, b) => b.points - a.points);
}
