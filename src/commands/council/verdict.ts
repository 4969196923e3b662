/** What the end of a council is worth: the exit code, and the answer that is printed. */
import type { Council } from '../../council/types.ts'
import { exitCodes } from '../exit-codes.ts'
import type { CouncilEnd } from './run.ts'

const { allFailed, degraded, brokeOff, budget } = exitCodes.council

/** `isStrict`: what is not as it should be is no success. */
export function exitCodeOf(end: CouncilEnd, council: Council, isStrict: boolean): number {
  const { status, result, answers, text } = end
  if (status === 'aborted') return exitCodes.interrupted
  if (status === 'failed' || !result) {
    if (text !== '') return brokeOff
    if (!answers.some(isAnswered)) return allFailed
    return isSpent(end, council) ? budget : degraded
  }
  if (isSpent(end, council)) return budget
  if (result.message && result.message.stop_reason === null) return brokeOff
  if (isBelowQuorum(end, council) || (isStrict && result.degraded.length > 0)) return degraded
  return exitCodes.ok
}

const isAnswered = ({ status }: CouncilEnd['answers'][number]): boolean => status === 'answered'

/** The money is spent, and a stage was left out for it. */
function isSpent({ result, answers, reviews }: CouncilEnd, council: Council): boolean {
  const { maxDollars, mode, synthesizes = true } = council
  if (maxDollars === undefined) return false
  const known = result?.dollars.known ?? answers.reduce((sum, { dollars = 0 }) => sum + dollars, 0)
  if (known < maxDollars || mode === 'race' || answers.filter(isAnswered).length < 2) return false
  const isUnreviewed = mode === 'full' && reviews.length === 0
  return isUnreviewed || (synthesizes && result?.synthesis.kind !== 'chairman')
}

/** A quorum that somebody has asked for: the usual one decides only how long is waited. */
export function isBelowQuorum({ answers }: CouncilEnd, { mode, quorum, members }: Council): boolean {
  if (mode === 'race') return false
  const answered = new Set(answers.filter(isAnswered).map(({ member }) => member.id))
  const isMissing = members.some(({ id, isRequired }) => isRequired && !answered.has(id))
  return isMissing || (quorum !== undefined && answered.size < quorum)
}

/** The answer, as far as it came; where none is to be written, that of the member ranked first. */
export function chosenAnswer({ result, ranking, answers, text }: CouncilEnd): {
  readonly text: string
  readonly by?: string
} {
  if (!result) return { text }
  const { kind, by } = result.synthesis
  if (kind !== 'none') return { text, ...(by !== undefined && { by }) }
  const [first] = ranking?.places ?? []
  const best = answers.find(({ member }) => member.id === first?.member) ?? answers.find(isAnswered)
  return best ? { text: best.text, by: best.member.id } : { text }
}
