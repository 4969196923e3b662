/** A recording that cannot be used. Its message is for the person who has named it, and says what to do. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError'
}
