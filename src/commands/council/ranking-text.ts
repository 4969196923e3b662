/** How the answers were ranked, how much the reviewers agree, and what follows from little of that. */
import type { ChalkInstance } from 'chalk'
import { pad } from '../../../plugins/log/text.ts'
import type { Ranking, Review } from '../../council/types.ts'
import { printableLine } from '../printable.ts'

export function rankingText(
  { places, agreement, confidence, isContested }: Ranking,
  reviews: readonly Review[],
  colors: ChalkInstance,
): string {
  const width = Math.max(...places.map(({ member }) => member.length), 0)
  const facts = [
    agreement === null ? 'too few reviews to compare' : `agreement ${agreement.toFixed(2)}`,
    `${confidence} confidence`,
    ...(isContested ? ['contested: counted otherwise, another answer is first'] : []),
  ].join(' · ')
  const rows = places.map(({ member, borda, firsts, ballots }, index) =>
    [
      `  ${index + 1} ${pad(member, width)}`,
      borda === null ? 'not compared' : borda.toFixed(2),
      `first in ${firsts} of ${ballots}`,
    ].join('  '),
  )
  const flaws = reviews.flatMap(({ reviewer, flaws: found }) =>
    Object.entries(found).map(([member, flaw]) =>
      colors.yellow(`  ${reviewer.id} finds in ${member}: ${printableLine(flaw)}`),
    ),
  )
  return [`ranking  ${confidence === 'low' ? colors.yellow(facts) : facts}`, ...rows, ...flaws].join('\n')
}

/** What somebody should know who reads the answer alone. */
export function doubtText(ranking: Ranking | undefined, isSelected: boolean): string | undefined {
  const [top] = ranking?.places ?? []
  if (ranking?.confidence !== 'low' || !top) return undefined
  const where = isSelected
    ? '--show-responses shows all answers'
    : '--select takes the answer ranked first as it is'
  return `low confidence: the reviewers do not settle it. ${top.member} is ranked first; ${where}, and the transcript has them`
}
