import { expect } from 'chai'
import { aggregate } from '../../src/council/review/aggregate.ts'
import { reviewTask } from '../../src/council/review/review-request.ts'
import { markerIn } from '../../src/council/simulated/marker.ts'
import { simulatedAnswer } from '../../src/council/simulated/simulated-answer.ts'
import type { Council, Review } from '../../src/council/types.ts'
import { answer, asked, council, member, reviewsBy } from '../support/judged.ts'

interface Sitting {
  readonly skills: readonly number[]
  readonly noise: number
  readonly pos?: number
  readonly recuse?: Council['recuse']
  readonly hasPriors?: boolean
  readonly reviewTask?: typeof reviewTask
  readonly change?: (review: Review) => Review
}

interface Means {
  readonly council: number
  readonly oracle: number
  readonly bestSingle: number
  readonly member: number
}

/** Enough for differences of a tenth; a finer claim says its own number. */
const enough = 500

/** Mean quality of the answer that is ranked first, over many councils; beside it what others would have chosen. */
function meansOf(
  { skills, noise, pos = 0, hasPriors = false, recuse, ...other }: Sitting,
  trials = enough,
): Means {
  const members = skills.map((skill, index) => ({
    ...member(`m${index}`),
    model: `sim:skill=${skill},noise=${noise},pos=${pos},seed=${index}`,
  }))
  const priors = Object.fromEntries(members.map(({ id }, index) => [id, skills[index] ?? 0]))
  const sums = { council: 0, oracle: 0, bestSingle: 0, member: 0 }
  for (let trial = 0; trial < trials; trial++) {
    const sitting: Council = council(members, {
      seed: `trial ${trial}`,
      ...(recuse && { recuse }),
      ...(hasPriors && { priors }),
    })
    const question = asked(`Question ${trial}?`)
    const answers = members.map(({ id, model }) =>
      answer(id, simulatedAnswer(model, question, sitting.seed).text),
    )
    const reviews = reviewsBy(question, answers, sitting, other.reviewTask).map(
      other.change ?? (same => same),
    )
    const qualities = answers.map(({ text }) => markerIn(text)?.quality ?? 0)
    const ranking = aggregate(reviews, answers, sitting)
    const winner = answers.findIndex(({ member: { id } }) => id === ranking?.places[0]?.member)
    sums.council += qualities[winner] ?? 0
    sums.oracle += Math.max(...qualities)
    sums.bestSingle += qualities[skills.indexOf(Math.max(...skills))] ?? 0
    sums.member += qualities.reduce((sum, quality) => sum + quality, 0) / qualities.length
  }
  return {
    council: sums.council / trials,
    oracle: sums.oracle / trials,
    bestSingle: sums.bestSingle / trials,
    member: sums.member / trials,
  }
}
const close = [0, 0.15, 0.3, 0.45]
const wide = [0, 0.5, 1, 2]
const fixedOrder: typeof reviewTask = (question, answers, reviewer, _index, sitting) =>
  reviewTask(question, answers, reviewer, 0, sitting)
const withoutScores = (review: Review): Review => ({ ...review, scores: {} })
/** As if a tie could not be said, and equals were listed as they come. */
const withoutTies = (review: Review): Review => ({
  ...withoutScores(review),
  order: review.order.flatMap(group => [...group].sort().map(id => [id])),
})

describe('a council of simulated members, through the real prompts, parser and count', () => {
  it('A1: finds answers far better than the best member’s, and not far from the best there are', () => {
    const found = meansOf({ skills: close, noise: 1, recuse: 'off' })
    expect(found.council).to.be.at.least(found.bestSingle + 0.5)
    expect(found.council).to.be.at.least(0.85 * found.oracle)
  })
  it('A1: does so too where nobody judges an own answer', () => {
    const found = meansOf({ skills: close, noise: 1 })
    expect(found.council).to.be.at.least(found.bestSingle + 0.5)
    expect(found.council).to.be.at.least(0.8 * found.oracle)
  })
  it('A2: suffers less from reviewers who prefer what they read first when each begins elsewhere', () => {
    const leaning = { skills: close, noise: 1, pos: 1.5 }
    const rotated = meansOf(leaning)
    const fixed = meansOf({ ...leaning, reviewTask: fixedOrder })
    expect(rotated.council).to.be.at.least(fixed.council + 0.1)
  })
  it('A2: chooses better when equals may stand together than when they are put in some order', () => {
    const ties = meansOf({ skills: close, noise: 1, change: withoutScores })
    const none = meansOf({ skills: close, noise: 1, change: withoutTies })
    expect(ties.council).to.be.above(none.council)
  })
  it('A3: is as good as its best member where reviewers see little, if it knows beforehand who is good', () => {
    const blind = { skills: wide, noise: 3 }
    const informed = meansOf({ ...blind, hasPriors: true }, 1500)
    expect(informed.council).to.be.at.least(0.98 * informed.bestSingle)
    const naive = meansOf(blind)
    expect(naive.council).to.be.at.least(naive.member)
    expect(naive.council).to.be.below(informed.council)
  })
  it('A4: gains nothing where reviewers see nothing', () => {
    const found = meansOf({ skills: close, noise: 1000 })
    expect(found.council).to.be.closeTo(found.member, 0.1)
  })
}).timeout(60_000)
