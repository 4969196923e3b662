/** Options of `dump`. */
import { optionSchema, type StandardSchema } from 'claudecodex'

export interface DumpOptions {
  /** Where to write; a relative one counts from where the proxy was started. Default: `dump` in the program's home. */
  readonly folder?: string
  /** Exchanges that are kept, the latest. Default 200. */
  readonly exchanges?: number
  /** Megabytes that are kept, of the latest exchanges. Default 256. */
  readonly megabytes?: number
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) > 0

/** Names the option that is wrong, and what it may be. */
export const dumpOptions: StandardSchema<DumpOptions> = optionSchema<DumpOptions>({
  folder: [isText, 'a path'],
  exchanges: [isCount, 'a whole number above 0'],
  megabytes: [isCount, 'a whole number above 0'],
})
