/** Says what a misspelt word was meant to be. */
import { nearest } from '../core/nearest.ts'

export { editDistance, nearest } from '../core/nearest.ts'

/** ` - did you mean "port"?`, or nothing where no candidate is close. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const found = nearest(word, candidates)
  return found === undefined ? '' : ` - did you mean "${found}"?`
}
