/** A simulated reviewer: it sees how good each answer is, with its own errors and leanings, and hands in a ballot. */
import { fencedIn } from '../review/fences.ts'
import type { Lots } from '../review/lots.ts'
import { dimensions } from '../types.ts'
import { markerIn } from './marker.ts'
import type { Character } from './spec.ts'

interface Judged {
  readonly label: string
  /** Four to twenty points, as the four scores can give. */
  readonly points: number
}

/** The input of the tool. `prompt`: the text that a reviewer is given; `author`: whom its own answers name. */
export function simulatedReview(prompt: string, character: Character, author: string, lots: Lots) {
  const shown = fencedIn(prompt, 'answer')
  const judged = shown.map(({ label, text }, place): Judged => {
    const marker = markerIn(text)
    const lean = (marker?.author === author ? character.self : 0) - character.pos * place
    // A real answer has no marker: then what remains is taste.
    const seen = (marker?.quality ?? 0) + lean + character.noise * lots.bell()
    return { label, points: Math.min(20, Math.max(4, Math.round(12 + 2.5 * seen))) }
  })
  const levels = [...new Set(judged.map(({ points }) => points))].sort((one, other) => other - one)
  return {
    answers: judged.map(answerEntry),
    ranking: levels.map(level => judged.filter(({ points }) => points === level).map(({ label }) => label)),
    confidence: 3,
  }
}

export type SimulatedReview = ReturnType<typeof simulatedReview>

function answerEntry({ label, points }: Judged) {
  const scores = dimensions.map((name, index) => [name, Math.floor((points + index) / dimensions.length)])
  return {
    label,
    critique: points >= 12 ? 'The main point holds and is explained.' : 'The main point is doubtful.',
    ...(Object.fromEntries(scores) as Readonly<Record<(typeof dimensions)[number], number>>),
    fatal_flaw: points <= 6 ? 'Whoever relies on the main point is misled.' : '',
    injection_suspected: false,
  }
}

/** The review as a model without tools would write it. */
export function reviewText(review: SimulatedReview, form: Character['form']): string {
  const critiques = review.answers.map(({ label, critique }) => `${label}: ${critique}`).join('\n')
  if (form === 'fenced') return `${critiques}\n\n\`\`\`json\n${JSON.stringify(review, null, 2)}\n\`\`\``
  if (form === 'prose') return `${critiques}\n\nThey all have their merits.`
  const lines = review.ranking.map((group, place) => `${place + 1}. ${group.join(' = ')}`)
  return `${critiques}\n\nFinal ranking:\n${lines.join('\n')}`
}
