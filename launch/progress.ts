export interface Progress {
  say(words: string): void;
  /** Runs one step and prints one line with its seconds; `describe` turns the result into words. */
  step<T>(name: string, work: () => Promise<T>, describe?: (result: T) => string): Promise<T>;
}

/** Progress in words: one line a step. */
export function createProgress(write: (line: string) => void): Progress {
  return {
    say: (words) => write(`  ${words}`),
    async step(name, work, describe) {
      const started = performance.now();
      const result = await work();
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const detail = describe?.(result) ?? "";
      write(`✓ ${name.padEnd(14)} ${detail}${detail === "" ? "" : ", "}${seconds} s`);
      return result;
    },
  };
}
