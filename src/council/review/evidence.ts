/** An answer as its judges see it: data without an author, of limited length, that cannot leave its fence. */
import type { MemberAnswer } from '../types.ts'
import { excerpt } from './excerpt.ts'
import { withoutMarks } from './fences.ts'
import { plainStyle } from './plain-style.ts'

/** Characters. The same for all, so that nobody is judged by more of it than another. */
export const longestAnswer = 12_000

export const evidenceOf = (text: string, nonce: string, limit = longestAnswer): string =>
  excerpt(withoutMarks(plainStyle(text.replaceAll('\r\n', '\n')).trim(), nonce), limit)

/** Whether there is something to judge. */
export const isAnswered = ({ status, text }: MemberAnswer): boolean =>
  status === 'answered' && text.trim() !== ''
