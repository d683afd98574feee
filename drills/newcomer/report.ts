import type { Step } from "./stopwatch";

export interface Walked {
  readonly steps: readonly Step[];
  readonly commit: string;
  readonly command: string;
  /** In words: when, processors, Node, load. */
  readonly machine: string;
  readonly limitSeconds: number;
  readonly filmed: boolean;
}

export const totalSeconds = (steps: readonly Step[]): number => steps.reduce((sum, { seconds }) => sum + seconds, 0);

/** The table of `docs/figures/newcomer.md`. */
export function renderReport({ steps, commit, command, machine, limitSeconds, filmed }: Walked): string {
  const total = totalSeconds(steps);
  const rows = steps.map(
    ({ name, seconds, seen }) => `| ${name} | ${seconds.toFixed(1)} | ${seen.replaceAll("|", "\\|")} |`,
  );
  return `# A newcomer's walk

Written by \`npm run walk\`: a fresh clone in an empty home (no npm cache, no settings), the README's first command, then a browser that
does what a person would, ${filmed ? "filmed (`.data/walk/newcomer.webm`, not in the repository)" : "not filmed for want of ffmpeg"}.
Pauses that let a spectator read are part of the times. It fails above ${limitSeconds} s.

Commit ${commit}, \`${command}\`; ${machine}.

| Step | Seconds | Seen |
|---|---|---|
${rows.join("\n")}
| **Altogether** | **${total.toFixed(1)}** | ${total <= limitSeconds ? "within" : "ABOVE"} the ${limitSeconds} s |
`;
}
