import { expect } from 'chai'
import { fenced } from '../../../src/council/review/fences.ts'
import { lotsOf } from '../../../src/council/review/lots.ts'
import { readReview } from '../../../src/council/review/read-review.ts'
import { markerOf } from '../../../src/council/simulated/marker.ts'
import { reviewText, simulatedReview } from '../../../src/council/simulated/simulated-review.ts'
import { characterOf } from '../../../src/council/simulated/spec.ts'
import { said, taskOf, toolMessage } from '../../support/judged.ts'

const labels = ['KX', 'TN', 'PR']
const shown = (qualities: readonly number[]): string =>
  qualities
    .map((quality, index) => `Text${markerOf({ quality, author: `a${index}` })}`)
    .map((text, index) => fenced('answer', labels[index] ?? '', text, 'abcd'))
    .join('\n\n')
const order = (spec: string, qualities: readonly number[], author = 'none') =>
  simulatedReview(shown(qualities), characterOf(`noise=0,${spec}`), author, lotsOf('x')).ranking

describe('a simulated reviewer', () => {
  it('sees what is good, and ties what is equally good', () => {
    expect(order('seed=1', [0, 2, 1])).to.deep.equal([['TN'], ['PR'], ['KX']])
    expect(order('seed=1', [0, 2, 0])).to.deep.equal([['TN'], ['KX', 'PR']])
  })
  it('leans to what stands first, and to its own, as it is told', () => {
    expect(order('pos=2', [0, 1, 1.5])).to.deep.equal([['KX'], ['TN'], ['PR']])
    expect(order('self=3', [0, 1, 2], 'a0')[0]).to.deep.equal(['KX'])
  })
  it('errs as much as it is told', () => {
    const firsts = Array.from({ length: 200 }, (_, index) => {
      const noisy = simulatedReview(shown([0, 1, 2]), characterOf('noise=2'), 'none', lotsOf(`${index}`))
      return noisy.ranking[0]?.includes('PR')
    })
    expect(firsts.filter(isBest => isBest).length).to.be.within(90, 170)
  })
  it('hands in what the parser reads, in every form but plain prose', () => {
    const review = simulatedReview(shown([0, -3, 2]), characterOf('noise=0'), 'none', lotsOf('x'))
    const expected = [['c'], ['a'], ['b']]
    const task = taskOf(...labels)
    const fromTool = readReview(task, toolMessage(review))
    expect(fromTool).to.deep.include({ status: 'given', order: expected, isContradictory: false })
    expect(fromTool.flaws).to.have.all.keys('b')
    expect(readReview(task, said(reviewText(review, 'fenced')))).to.deep.equal(fromTool)
    expect(readReview(task, said(reviewText(review, 'list')))).to.deep.include({
      status: 'given',
      order: expected,
    })
    expect(readReview(task, said(reviewText(review, 'prose'))).status).to.equal('unreadable')
  })
})
