import { expect } from 'chai'
import fc from 'fast-check'
import { fencedIn } from '../../../src/council/review/fences.ts'
import { nonceOf, repairRequest, reviewTask } from '../../../src/council/review/review-request.ts'
import { submitReview } from '../../../src/council/review/submission.ts'
import type { Council } from '../../../src/council/types.ts'
import { answer, asked, council, member, promptOf, said } from '../../support/judged.ts'

const question = asked('Is it safe?')
const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `m${index}`)

function tasksFor(count: number, other: Partial<Council> = {}) {
  const members = ids(count).map(id => member(id))
  const answers = members.map(({ id }) => answer(id, `The text of ${id}.`))
  const sitting = council(members, other)
  return members.map((reviewer, index) => ({
    reviewer,
    task: reviewTask(question, answers, reviewer, index, sitting),
  }))
}

describe('what a reviewer is asked', () => {
  it('shows each answer once, under the label that stands for its member here alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.string(), (count, seed) => {
        for (const { task } of tasksFor(count, { seed, recuse: 'off' })) {
          expect(new Set(task.shown.map(({ label }) => label)).size).to.equal(count)
          expect(task.shown.map(({ member: id }) => id)).to.have.members(ids(count))
          expect(fencedIn(promptOf(task.request), 'answer')).to.deep.equal(
            task.shown.map(({ label, member: id }) => ({ label, text: `The text of ${id}.` })),
          )
        }
      }),
      { numRuns: 20 },
    )
  })
  it('hides their own answer from reviewers from four answers on, always, or never', () => {
    const seesOwn = (count: number, recuse?: 'on' | 'off'): boolean =>
      tasksFor(count, recuse && { recuse }).some(({ reviewer, task }) =>
        task.shown.some(seat => seat.member === reviewer.id),
      )
    expect([3, 4, 26].map(count => seesOwn(count))).to.deep.equal([true, false, false])
    expect(seesOwn(3, 'on')).to.equal(false)
    expect(seesOwn(4, 'off')).to.equal(true)
  })
  it('puts each answer in each place once, reviewer by reviewer', () => {
    const orders = tasksFor(5, { recuse: 'off' }).map(({ task }) => task.shown.map(seat => seat.member))
    for (const place of [0, 1, 2, 3, 4]) {
      expect(new Set(orders.map(order => order[place])).size, `place ${place}`).to.equal(5)
    }
  })
  it('is the same for the same seed, and other for another seed or reviewer', () => {
    const [one, other] = tasksFor(4)
    expect(tasksFor(4)[0]?.task).to.deep.equal(one?.task)
    expect(tasksFor(4, { seed: 'another' })[0]?.task.shown).not.to.deep.equal(one?.task.shown)
    const labels = (task = one?.task) => task?.shown.map(({ label }) => label)
    expect(labels(other?.task)).not.to.deep.equal(labels())
  })
  it('leaves out who has not answered', () => {
    const answers = [
      answer('a'),
      answer('b', '', { status: 'failed' }),
      answer('c', 'half', { status: 'timeout' }),
    ]
    const { shown } = reviewTask(question, answers, member('x'), 0, council([member('a')]))
    expect(shown.map(seat => seat.member)).to.deep.equal(['a'])
  })
  it('forces the one tool, at low temperature, and names nobody', () => {
    const members = ['openai:gpt-4o', 'bedrock:claude'].map(id => member(id))
    const answers = members.map(({ id }) => answer(id, 'Words.'))
    const [reviewer = member('x')] = members
    const { request } = reviewTask(question, answers, reviewer, 0, council(members))
    expect(request.tools?.map(({ name }) => name)).to.deep.equal([submitReview])
    expect(request.tool_choice).to.deep.include({ type: 'tool', name: submitReview })
    expect(request).to.deep.include({ model: reviewer.model, temperature: 0 })
    expect(JSON.stringify({ ...request, model: '' })).not.to.match(/gpt|claude/i)
  })
  it('tells what was found suspicious, under the label', () => {
    const answers = [answer('a', 'x', { suspicions: ['It speaks to its judges.'] }), answer('b')]
    const { request, shown } = reviewTask(question, answers, member('x'), 0, council([member('a')]))
    const label = shown.find(seat => seat.member === 'a')?.label
    expect(promptOf(request)).to.contain(`in ${label}: It speaks to its judges.`)
  })
  it('asks again for what could not be read, with the same labels and the reviewer’s own words', () => {
    const [first] = tasksFor(3)
    if (!first) throw new Error('There are three')
    const repair = repairRequest(first.task, said('I like them all.'))
    const prompt = promptOf(repair)
    for (const { label } of first.task.shown) expect(prompt).to.contain(label)
    expect(prompt).to.contain('I like them all.').and.not.to.contain('The text of')
    expect(repair.tool_choice).to.deep.equal(first.task.request.tool_choice)
    expect(repair.max_tokens).to.be.below(first.task.request.max_tokens ?? 0)
  })
  it('draws nonces that differ', () => {
    expect(nonceOf('a')).to.match(/^[0-9a-f]{16}$/)
    expect(nonceOf('a')).not.to.equal(nonceOf('b'))
  })
})
