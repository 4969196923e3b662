/** What reviewers found, for the chairman: parsed fields only, with the names of drafts that the chairman knows. */
import type { Ranking, Review } from '../types.ts'
import { isCounted } from './ballots.ts'
import { brief } from './excerpt.ts'
import { relabelled } from './relabel.ts'

/** Characters. */
const longestCritique = 600

/** Drafts that are shown: labels by member's `id`. */
export type Drafts = ReadonlyMap<string, string>

/** One line for each remark. What is said of drafts that are not shown is left out. */
export function remarksOn(drafts: Drafts, reviews: readonly Review[]): readonly string[] {
  const counted = reviews.filter(isCounted)
  return [...drafts].flatMap(([member, label]) => [
    ...counted.flatMap(review =>
      lineOf(`${label}, fatal flaw charged`, review, review.flaws, member, drafts),
    ),
    ...counted.flatMap(review => lineOf(label, review, review.critiques, member, drafts)),
    ...divisionOn(member, label, counted),
  ])
}

function lineOf(
  start: string,
  { shown }: Review,
  words: Readonly<Record<string, string>>,
  member: string,
  drafts: Drafts,
): readonly string[] {
  const text = Object.hasOwn(words, member) ? (words[member] ?? '') : ''
  const nameOf = (id: string): string => drafts.get(id) ?? 'another draft'
  return text === '' ? [] : [`- ${start}: ${brief(relabelled(text, shown, nameOf), longestCritique)}`]
}

/** One put it first, another holds it to be harmful, or last: then somebody is wrong, and the chairman must see who. */
function divisionOn(member: string, label: string, reviews: readonly Review[]): readonly string[] {
  const firsts = reviews.filter(({ order }) => order.length > 1 && order[0]?.includes(member)).length
  const against = reviews.filter(
    ({ order, flaws }) =>
      Object.hasOwn(flaws, member) || (order.length > 1 && order.at(-1)?.includes(member)),
  ).length
  if (firsts === 0 || against === 0) return []
  return [
    `- ${label}: reviewers contradict each other. ${firsts} put it first, ${against} put it last or charge a fatal flaw.`,
  ]
}

/** One line for each draft, the best first; the numbers say how far apart they are. */
export const placesOf = (drafts: Drafts, { places }: Ranking): readonly string[] =>
  places.flatMap(({ member, score, borda, firsts, ballots }) => {
    const label = drafts.get(member)
    if (label === undefined) return []
    const duels = borda === null ? 'not compared' : `preferred in ${Math.round(borda * 100)} % of comparisons`
    return [`- ${label}: score ${score.toFixed(2)}, ${duels}, first for ${firsts} of ${ballots}`]
  })
