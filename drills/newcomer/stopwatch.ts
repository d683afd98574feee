export interface Step {
  readonly name: string;
  readonly seconds: number;
  /** What came of it, in words. */
  readonly seen: string;
}

export interface Stopwatch {
  readonly steps: readonly Step[];
  step<T extends string>(name: string, work: () => T | Promise<T>): Promise<T>;
}

/** Times one thing after the other and says each as it ends. */
export function createStopwatch(say: (words: string) => void): Stopwatch {
  const steps: Step[] = [];
  return {
    steps,
    async step(name, work) {
      const startedAt = performance.now();
      try {
        const seen = await work();
        const seconds = (performance.now() - startedAt) / 1_000;
        steps.push({ name, seconds, seen });
        say(`✓ ${name.padEnd(26)} ${seconds.toFixed(1).padStart(6)} s  ${seen}`);
        return seen;
      } catch (error) {
        say(`✕ ${name.padEnd(26)} ${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s`);
        throw error;
      }
    },
  };
}
