/** What a generator that only yields to let others work returns, for who has nobody else to let work. */
export function drain<T>(steps: Generator<void, T>): T {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}
