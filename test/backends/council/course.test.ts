import { expect } from 'chai'
import { InternalError } from '../../../src/anthropic/errors.ts'
import { Course, soloWords } from '../../../src/backends/council/course.ts'
import { answerOf, failureOf, memberOf, reviewBy, type Told, told } from './support.ts'

const follow = (course: Course, events: readonly Told[]) =>
  told(events)
    .map(event => course.note(event))
    .filter(line => line !== undefined)

describe('the course of a council', () => {
  it('is told in lines, and summed up for a header', () => {
    const course = new Course('full', 2)
    const lines = follow(course, [
      { type: 'member_started', member: memberOf('one:a') },
      { type: 'member_ended', answer: answerOf('one:a', 'x', { timing: { totalMs: 3_140 } }) },
      { type: 'member_ended', answer: failureOf('two:b') },
      { type: 'review_ended', review: reviewBy('one:a') },
      { type: 'synthesis_started', by: memberOf('one:a') },
    ])
    expect(lines).to.deep.equal([
      'council 1/2 · one:a 3.1 s',
      'council 2/2 · two:b failed',
      'review 1 · one:a 2.0 s',
      'one:a writes the answer',
    ])
    expect(course.words()).to.equal('full 1/2; one:a')
    expect(course.words(memberOf('three:c'))).to.equal('full 1/2; three:c')
  })

  it('does not name who has failed to write', () => {
    const course = new Course('fast', 1)
    follow(course, [
      { type: 'synthesis_started', by: memberOf('one:a') },
      { type: 'synthesis_failed', by: memberOf('one:a'), error: new InternalError('x') },
    ])
    expect(course.words()).to.equal('fast 0/1')
  })

  it('of a race is who was first', () => {
    const course = new Course('race', 3)
    const lines = follow(course, [{ type: 'member_began', member: memberOf('two:b') }])
    expect(lines).to.deep.equal([])
    expect(course.words()).to.equal('race; two:b')
  })

  it('of one model alone is the reason', () => expect(soloWords('why')).to.equal('solo (why)'))
})
