import { expect } from 'chai'
import { InternalError } from '../../../src/anthropic/errors.ts'
import { type DocumentFacts, documentOf, eventJson } from '../../../src/commands/council/document.ts'
import { councilWith, goodCourse, lackOf, memberOf, resultOf, reviewOf } from './support.ts'

const facts = (more: Partial<DocumentFacts> = {}): DocumentFacts => {
  const result = resultOf({
    answers: [...resultOf().answers.slice(0, 1), lackOf('b', 'failed', { error: new InternalError('gone') })],
  })
  const end = {
    status: 'ended' as const,
    result,
    answers: result.answers,
    reviews: [reviewOf('a')],
    text: result.text,
  }
  return { end, council: councilWith(), absent: [{ spec: 'x', reason: 'no key' }], totalMs: 5, ...more }
}
const none = { responses: false, reviews: false }

describe('a council as JSON', () => {
  it('has the answer, whose it is, and what came of each member', () => {
    const document = documentOf(facts({ transcript: '/x.md' }), none)
    expect(document).to.deep.include({
      schemaVersion: 1,
      status: 'ended',
      mode: 'full',
      text: 'All in all',
      by: 'sim:a',
      absent: [{ spec: 'x', reason: 'no key' }],
      calls: 7,
      seed: 's',
      transcript: '/x.md',
    })
    expect(document.members[0]).to.include({ id: 'sim:a', status: 'answered', dollars: 0.0123 })
    expect(document.members[1]).to.deep.include({
      status: 'failed',
      dollars: null,
      usage: null,
      error: { type: 'api_error', message: 'gone', status: 500 },
    })
  })
  it('has answers and reviews in full where they are wanted', () => {
    const short = documentOf(facts(), none)
    expect(short).not.to.have.property('reviews')
    expect(short.members[0]).not.to.have.property('text')
    const long = documentOf(facts(), { responses: true, reviews: true })
    expect(long.members[0]).to.include({ text: 'a answers' })
    expect(long.reviews?.[0]).to.deep.include({ reviewer: 'sim:a', status: 'given', dollars: null })
  })
  it('has the failure where there is no result', () => {
    const end = {
      status: 'failed' as const,
      error: new InternalError('gone'),
      answers: [],
      reviews: [],
      text: '',
    }
    expect(documentOf(facts({ end }), none)).to.deep.include({
      status: 'failed',
      text: '',
      calls: null,
      timing: { totalMs: 5 },
      error: { type: 'api_error', message: 'gone', status: 500 },
    })
  })
})

describe('the events of a council as lines of JSON', () => {
  it('name members by their id, but where they are introduced', () => {
    const lines = goodCourse().map(event => JSON.parse(eventJson(event)) as Record<string, unknown>)
    expect(lines[0]).to.deep.equal({
      at: 0,
      type: 'started',
      council: JSON.parse(JSON.stringify(councilWith())),
    })
    expect(lines[1]).to.deep.equal({ at: 1_000, type: 'member_started', member: 'sim:a' })
    const answers = lines.filter(({ type }) => type === 'member_ended')
    expect(answers[0]?.answer).to.include({ member: 'sim:a', status: 'answered', text: 'a answers' })
    expect(lines.at(-1)).to.include({ type: 'ended' })
    expect(JSON.parse(eventJson({ at: 0, type: 'review_started', reviewer: memberOf('b') }))).to.include({
      reviewer: 'sim:b',
    })
  })
})
