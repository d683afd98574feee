/** A recording that cannot be used; the message names the file and what is wrong with it. */
export class TapeProblem extends Error {
  override readonly name = "TapeProblem";
}
