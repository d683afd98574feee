import { useEffect, useState } from "react";

const SETTLED_MS = 400;

export interface SettledAnswer<Answer> {
  readonly answer: Answer | null;
  readonly failure: unknown;
  /** The question that this answers; null before the first answer. */
  readonly of: string | null;
}

/**
 * Asks when the question has stood still for 400 ms; an answer to an earlier question is dropped. Null asks nothing, and what
 * was known stays. `ask` is the same function at every render.
 */
export function useSettledAnswer<Answer>(
  question: string | null,
  ask: (question: string) => Promise<Answer>,
): SettledAnswer<Answer> {
  const [settled, setSettled] = useState<SettledAnswer<Answer>>({ answer: null, failure: null, of: null });
  useEffect(() => {
    if (question === null) return;
    let dropped = false;
    const timer = setTimeout(() => {
      ask(question).then(
        (answer) => dropped || setSettled({ answer, failure: null, of: question }),
        (failure: unknown) => dropped || setSettled({ answer: null, failure, of: question }),
      );
    }, SETTLED_MS);
    return () => {
      dropped = true;
      clearTimeout(timer);
    };
  }, [question, ask]);
  return settled;
}
