/** A filter that cannot be read. Its message shows where, and says what was expected there. */
export class FilterError extends Error {
  override readonly name = 'FilterError'
  /** Of the filter's text, counting from 1. */
  readonly column: number

  /** `at` counts from 0. */
  constructor(problem: string, text: string, at: number) {
    // Each character that is not one cell would move the mark away from its place.
    const line = text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')
    super(`${problem}\n  ${line}\n  ${' '.repeat(at)}^`)
    this.column = at + 1
  }
}

/** What is wrong with a value; whoever has read it knows where it stands. */
export class ValueProblem extends Error {
  override readonly name = 'ValueProblem'
}
