/** What is wrong with a flag, a variable or a configuration file. */

export interface ConfigPlace {
  readonly file?: string
  /** Counts from 1. */
  readonly line?: number
  /** Counts from 1. */
  readonly column?: number
  /** Path of the key, such as `server.port`. */
  readonly key?: string
  readonly cause?: unknown
}

// A command line and a plugin's own copy of this module are two classes, for which instanceof is false.
const mark = Symbol.for('claudecodex.ConfigError')

/**
 * The program cannot start, or keeps its old configuration, until the user changes something: the message says what.
 * Commands print it without a stack and end with `exitCode`.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly exitCode = 2
  readonly file?: string
  readonly line?: number
  readonly column?: number
  readonly key?: string
  /** Without its place: clients need not know where files lie. */
  readonly reason: string

  /** `reason` alone; the message adds the place, the way editors and terminals link it. */
  constructor(reason: string, place: ConfigPlace = {}) {
    const start = [placeText(place), place.key].filter(Boolean).join(': ')
    super(start ? `${start}: ${reason}` : reason, place.cause === undefined ? {} : { cause: place.cause })
    this.reason = reason.split('\n', 1)[0] ?? ''
    if (place.file !== undefined) this.file = place.file
    if (place.line !== undefined) this.line = place.line
    if (place.column !== undefined) this.column = place.column
    if (place.key !== undefined) this.key = place.key
    Object.defineProperty(this, mark, { value: true })
  }

  static is(value: unknown): value is ConfigError {
    return typeof value === 'object' && value !== null && (value as { [mark]?: unknown })[mark] === true
  }
}

const placeText = ({ file, line, column }: ConfigPlace): string | undefined =>
  file && [file, line, line && column].filter(Boolean).join(':')
