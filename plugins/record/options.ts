/** Options of `record`. */
import { optionSchema, type StandardSchema } from 'claudecodex'

export interface RecordOptions {
  /** Where recordings are kept; a relative one counts from where the proxy was started. Default: `logs` in the program's home. */
  readonly folder?: string
  /** One file in place of the folder. */
  readonly file?: string
  /** Days for which recordings are kept in the folder. Default 14. */
  readonly days?: number
  /** Megabytes that all recordings in the folder may take. Default 2048. */
  readonly megabytes?: number
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''
const isAmount = (value: unknown): boolean => typeof value === 'number' && value > 0

/** Names the option that is wrong, and what it may be. */
export const recordOptions: StandardSchema<RecordOptions> = optionSchema<RecordOptions>({
  folder: [isText, 'a path'],
  file: [isText, 'a path'],
  days: [isAmount, 'a number above 0'],
  megabytes: [isAmount, 'a number above 0'],
})
