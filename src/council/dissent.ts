/** What speaks against the answer that stands first: people are told, and the answer's prose is left alone. */
import { isBallot } from './review-stage.ts'
import type { CouncilResult, Ranking, Review } from './types.ts'

type Dissent = CouncilResult['dissent']

/** Whose point it is, and the point: others put first, and fatal flaws of the winner's. */
export function dissentIn(reviews: readonly Review[], ranking: Ranking | undefined): Dissent {
  const winner = ranking?.places[0]?.member
  if (winner === undefined) return []
  return reviews.filter(isBallot).flatMap(review => [...firstsOf(review, winner), ...flawsOf(review, winner)])
}

/** Nobody's own answer, which its author puts first as a rule. */
function firstsOf({ order, critiques, reviewer }: Review, winner: string): Dissent {
  const firsts = order[0] ?? []
  if (firsts.includes(winner)) return []
  return firsts
    .filter(member => member !== reviewer.id)
    .map(member => {
      const why = critiques[member]
      return { member: reviewer.id, point: `put ${member} first${why ? `: ${why}` : ''}` }
    })
}

function flawsOf({ flaws, reviewer }: Review, winner: string): Dissent {
  const flaw = flaws[winner]
  return flaw === undefined ? [] : [{ member: reviewer.id, point: `said of ${winner}: ${flaw}` }]
}
