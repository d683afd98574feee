import { fold, matchText } from "./match-text";

interface Named {
  readonly label: string;
  /** Other words a reader may look for it by. */
  readonly words: string;
}

export interface FoundCommand<C> {
  readonly command: C;
  readonly points: number;
}

/** Commands that answer every word of a question in any order, so that "light theme" is "theme light". */
export function rankCommands<C extends Named>(question: string, commands: readonly C[]): FoundCommand<C>[] {
  const words = fold(question)
    .split(/\s+/)
    .filter((word) => word !== "");
  const found = commands.map((command) => {
    const label = fold(command.label);
    const others = fold(command.words);
    const reached = words.map((word) => Math.max(matchText(word, label), matchText(word, others) * 0.9));
    const whole = words.length === 0 ? 1 : Math.max(Math.min(...reached), matchText(words.join(" "), label));
    return { command, points: whole * 10 };
  });
  return found.filter(({ points }) => points > 0).sort((a, b) => b.points - a.points);
}
