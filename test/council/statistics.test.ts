import { expect } from 'chai'
import { reviewTask } from '../../src/council/review/review-request.ts'
import { aggregate } from '../../src/council/review/aggregate.ts'
import { markerIn } from '../../src/council/simulated/marker.ts'
import { simulatedAnswer } from '../../src/council/simulated/simulated-answer.ts'
import type { Council, Review } from '../../src/council/types.ts'
import { answer, asked, council, member, reviewsBy } from '../support/judged.ts'

interface Sitting {
  readonly skills: readonly number[]
  readonly noise: number
  readonly pos?: number
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

const trials = 1500

/** Mean quality of the answer that is ranked first, over many councils; beside it what others would have chosen. */
function meansOf({ skills, noise, pos = 0, hasPriors = false, ...other }: Sitting, count = trials): Means {
  const members = skills.map((skill, index) => ({
    ...member(`m${index}`),
    model: `sim:skill=${skill},noise=${noise},pos=${pos},seed=${index}`,
  }))
  const priors = Object.fromEntries(members.map(({ id }, index) => [id, skills[index] ?? 0]))
  const sums = { council: 0, oracle: 0, bestSingle: 0, member: 0 }
  for (let trial = 0; trial < count; trial++) {
    const sitting: Council = council(members, { seed: `trial ${trial}`, ...(hasPriors && { priors }) })
    const question = asked(`Question ${trial}?`)
    const answers = members.map(({ id, model }) => answer(id, simulatedAnswer(model, question, sitting.seed).text))
    const reviews = reviewsBy(question, answers, sitting, other.reviewTask).map(other.change ?? (same => same))
    const qualities = answers.map(({ text }) => markerIn(text)?.quality ?? 0)
    const ranking = aggregate(reviews, answers, sitting)
    const winner = answers.findIndex(({ member: { id } }) => id === ranking?.places[0]?.member)
    sums.council += qualities[winner] ?? 0
    sums.oracle += Math.max(...qualities)
    sums.bestSingle += qualities[skills.indexOf(Math.max(...skills))] ?? 0
    sums.member += qualities.reduce((sum, quality) => sum + quality, 0) / qualities.length
  }
  return {
    council: sums.council / count,
    oracle: sums.oracle / count,
    bestSingle: sums.bestSingle / count,
    member: sums.member / count,
  }
}
const close = [0, 0.15, 0.3, 0.45]
const wide = [0, 0.5, 1, 2]
describe('x', function () {
  this.timeout(100000)
  it('y', () => {
    const t = (n: string, s: Sitting) => { const a = Date.now(); console.log(n, meansOf(s), Date.now() - a) }
    t('A1', { skills: close, noise: 1 })
    t('A2 latin', { skills: close, noise: 1, pos: 1 })
    t('A2 latin', { skills: close, noise: 1, pos: 2 })
    t('A2 fixed', { skills: close, noise: 1, pos: 1, reviewTask: (q, a, r, _i, c) => reviewTask(q, a, r, 0, c) })
    t('A2 fixed', { skills: close, noise: 1, pos: 2, reviewTask: (q, a, r, _i, c) => reviewTask(q, a, r, 0, c) })
    t('A3 no', { skills: wide, noise: 3 })
    t('A3 prior', { skills: wide, noise: 3, hasPriors: true })
    t('wide', { skills: wide, noise: 1 })
    t('wide prior', { skills: wide, noise: 1, hasPriors: true })
    t('A4', { skills: close, noise: 1000 })
  })
})
