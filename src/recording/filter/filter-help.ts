/** The filter language in a few lines, for a terminal. */
import { operators } from './operators.ts'

/** Beside the operators: signs and plain words. */
export const filterSyntax: readonly (readonly [example: string, meaning: string])[] = [
  ['parser.ts', 'with this text in the request or in the answer'],
  ['"two words"', "the same, with a blank; also '…' and /…/i for a regular expression"],
  ['#12', 'by number: #12-20 for a range, #12- for all from there'],
  ['~e ~m opus', 'both; so does &'],
  ['~e | ~cold', 'either'],
  ['!~replay', 'not'],
  ['(~e | ~slow 1m) ~m opus', 'parentheses as usual'],
]

/** A row each; the meanings complete "exchanges …". */
export const filterRows: readonly (readonly [example: string, meaning: string])[] = [
  ...Object.values(operators).map(({ example, meaning }) => [example, meaning.replaceAll('`', '')] as const),
  ...filterSyntax,
]
