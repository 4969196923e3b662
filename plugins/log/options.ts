/** Options of the monitor, and what they come to on the terminal at hand. */

import type { ColorSupportLevel } from 'chalk'
import { optionSchema, type StandardSchema } from 'claudecodex'
import type { Output } from './screen.ts'

export interface LogOptions {
  /** Also prints prompts, answers and counts of tokens. */
  readonly verbose?: boolean
  /** One JSON object a line for each ended exchange, and nothing else. */
  readonly json?: boolean
  /** `auto`, the default: as the terminal and `NO_COLOR` and `FORCE_COLOR` say. */
  readonly color?: boolean | 'auto'
  /** Level of colours, 0 to 3, in place of `color`. */
  readonly level?: ColorSupportLevel
  /** Default: `process.stdout`. */
  readonly stream?: Output
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  readonly environment?: Readonly<Record<string, string | undefined>>
}

type Environment = NonNullable<LogOptions['environment']>

/** True where lines can be drawn over: a terminal that is watched and can move its cursor. */
export const isLive = (stream: Output, environment: Environment): boolean =>
  stream.isTTY === true && !isSet(environment.CI) && environment.TERM !== 'dumb'

/** Only the sixteen colours of the terminal's own theme are used, so any level but 0 looks the same. */
export function colorLevel(options: LogOptions, stream: Output, environment: Environment): ColorSupportLevel {
  if (options.level !== undefined) return options.level
  if (options.json || options.color === false) return 0
  if (options.color === true) return 1
  const { FORCE_COLOR: forced, NO_COLOR: refused, TERM: terminal } = environment
  if (forced !== undefined) return forced === '0' || forced === 'false' ? 0 : 1
  if (isSet(refused)) return 0
  return stream.isTTY === true && terminal !== 'dumb' ? 1 : 0
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '' && value !== 'false'

/** Names the option that is wrong, and what it may be. */
export const logOptions: StandardSchema<LogOptions> = optionSchema<LogOptions>({
  verbose: [value => typeof value === 'boolean', 'true or false'],
  json: [value => typeof value === 'boolean', 'true or false'],
  color: [value => typeof value === 'boolean' || value === 'auto', 'true, false or "auto"'],
  level: [value => value === 0 || value === 1 || value === 2 || value === 3, '0, 1, 2 or 3'],
  stream: [value => typeof (value as Output | null)?.write === 'function', 'a stream'],
  now: [value => typeof value === 'function', 'a function'],
  environment: [value => typeof value === 'object' && value !== null, 'an object'],
})
