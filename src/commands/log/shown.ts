/** Text of a recording as a terminal may have it: what a terminal would obey is made visible. */
import { lines as cleaned, oneLine } from '../../../plugins/log/text.ts'
import { printable } from '../printable.ts'

/** Characters looked at of a text that ends up on one line. */
const longestLine = 2_000

// Tabs and ends of lines are no secret; all others become visible before anything could drop them.
const laidOut = (text: string): string =>
  printable(text.replace(/\r\n?|[\u2028\u2029]/g, '\n').replaceAll('\t', '  '))

/** One line; ends of lines are shown as `↵`. */
export const shownLine = (text: string): string => oneLine(laidOut(text.slice(0, longestLine)))

export const shownLines = (text: string): readonly string[] => cleaned(laidOut(text))
