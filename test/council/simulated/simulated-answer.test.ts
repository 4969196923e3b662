import { expect } from 'chai'
import { standardJudging as judging } from '../../../src/council/review/standard-judging.ts'
import { markerIn, withoutMarker } from '../../../src/council/simulated/marker.ts'
import { simulatedAnswer } from '../../../src/council/simulated/simulated-answer.ts'
import { answer, asked, council, member, reviewsBy } from '../../support/judged.ts'

const question = asked('Is UUIDv7 safe?')
const members = ['a', 'b', 'c'].map(id => member(id))
const sitting = council(members)
const answers = members.map(({ id, model }) => answer(id, simulatedAnswer(model, question, 'seed').text))

describe('a simulated model', () => {
  it('says something about the question, the same each time, and other things for another seed', () => {
    const { text } = simulatedAnswer('sim:a', question, 'seed')
    expect(text).to.contain('Is UUIDv7 safe?')
    expect(simulatedAnswer('a', question, 'seed').text).to.equal(text)
    expect(simulatedAnswer('sim:a', question, 'other').text).not.to.equal(text)
    expect(simulatedAnswer('sim:b', question, 'seed').text).not.to.equal(text)
  })
  it('is as good as it is told', () => {
    const right = Array.from(
      { length: 400 },
      (_, index) => simulatedAnswer('p=.8', question, `${index}`).text,
    ).filter(text => (markerIn(text)?.quality ?? 0) > 0)
    expect(right.length).to.be.within(290, 350)
  })
  it('takes its time, and begins before it ends', () => {
    const { firstMs, totalMs } = simulatedAnswer('lat=1.2', question, 'seed')
    expect(totalMs).to.be.within(300, 5000)
    expect(firstMs).to.be.within(1, totalMs)
    expect(simulatedAnswer('lat=0', question, 'seed')).to.deep.include({ firstMs: 0, totalMs: 0 })
  })
  it('fails as often as it is told', () => {
    const failed = Array.from({ length: 400 }, (_, index) =>
      simulatedAnswer('fail=.25', question, `${index}`),
    ).filter(({ failure }) => failure !== undefined)
    expect(failed.length).to.be.within(70, 130)
    expect(failed[0]?.failure?.type).to.equal('overloaded_error')
    expect(failed[0]?.text).to.equal('')
  })
  it('judges by the tool when it is asked for a review', () => {
    const { request, shown } = judging.reviewTask(question, answers, members[0] ?? member('a'), 0, sitting)
    const { toolCall, text } = simulatedAnswer('sim:a', request, 'seed')
    expect(toolCall?.name).to.equal('submit_review')
    expect(text).to.equal('')
    expect(JSON.stringify(toolCall?.input)).to.contain(shown[0]?.label)
    expect(simulatedAnswer('form=list', request, 'seed').text).to.contain('Final ranking:')
  })
  it('writes as a chairman what the best draft says', () => {
    const reviews = reviewsBy(question, answers, sitting)
    const ranking = judging.aggregate(reviews, answers, sitting)
    const request = judging.synthesisRequest(question, answers, ranking, reviews, sitting, member('a'))
    const qualities = answers.map(({ text }) => markerIn(text)?.quality ?? 0)
    const best = answers[qualities.indexOf(Math.max(...qualities))]?.text ?? ''
    const { text } = simulatedAnswer('sim:a', request, 'seed')
    expect(withoutMarker(text)).to.contain(withoutMarker(best))
    expect(markerIn(text), 'what nobody judges any more').to.equal(undefined)
  })
})
