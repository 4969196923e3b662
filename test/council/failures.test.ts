import { expect } from 'chai'
import {
  type ApiError,
  AuthenticationError,
  InternalError,
  InvalidRequestError,
  NotFoundError,
  OverloadedError,
  RateLimitError,
  TimeoutError,
} from '../../src/anthropic/errors.ts'
import { nobodyAnswered, pauseBeforeRetry, refusedAnswer, shortcomingOf } from '../../src/council/failures.ts'
import type { MemberAnswer } from '../../src/council/types.ts'
import { member } from '../support/council.ts'

const answerOf = (id: string, error?: ApiError, status: MemberAnswer['status'] = 'failed'): MemberAnswer => ({
  member: member(id),
  status,
  text: '',
  suspicions: [],
  timing: { totalMs: 1 },
  ...(error && { error }),
})

describe('the pause before a call is made once more', () => {
  for (const [name, error, pause] of [
    ['a second for a server that is overloaded', new OverloadedError('x'), 1_000],
    ['a second for a server that breaks', new InternalError('x'), 1_000],
    ['a second for a connection that failed', new InternalError('connect ECONNREFUSED'), 1_000],
    ['what a provider says, up to five seconds', new RateLimitError('x', { retryAfter: 5 }), 5_000],
    ['nothing where it says more', new RateLimitError('x', { retryAfter: 5.5 }), undefined],
    ['nothing where it says that it helps not', new InternalError('x', { shouldRetry: false }), undefined],
    ['nothing for what is not supported', new InternalError('x', { status: 501 }), undefined],
    ['nothing for a request that is wrong', new InvalidRequestError('x'), undefined],
    ['nothing for a key that is wrong', new AuthenticationError('x'), undefined],
  ] as const) {
    it(`is ${name}`, () => expect(pauseBeforeRetry(error)).to.equal(pause))
  }
})

describe('the failure of a council in which nobody answered', () => {
  it('is 429 where that is all that was said, with the shortest wait', () => {
    const error = nobodyAnswered([
      answerOf('a', new RateLimitError('x', { retryAfter: 60 })),
      answerOf('b', new RateLimitError('x')),
      answerOf('c', new RateLimitError('x', { retryAfter: 30 })),
    ])
    expect(error).to.include({ status: 429, retryAfter: 30 })
    expect(nobodyAnswered([answerOf('a', new RateLimitError('x'))]).retryAfter).to.equal(undefined)
  })

  it('is 529 where another try may help', () => {
    for (const other of [new TimeoutError('x'), new InternalError('x'), new RateLimitError('x')]) {
      const error = nobodyAnswered([answerOf('a', new AuthenticationError('x')), answerOf('b', other)])
      expect(error.status).to.equal(529)
    }
    expect(nobodyAnswered([answerOf('a', undefined, 'late')]).status).to.equal(529)
  })

  it('is the worst of those that no other try would change, and says so', () => {
    const error = nobodyAnswered([
      answerOf('a', new AuthenticationError('x')),
      answerOf('b', new NotFoundError('y')),
    ])
    expect(error).to.include({ status: 404, shouldRetry: false })
    expect(nobodyAnswered([answerOf('a', refusedAnswer(), 'refused')])).to.include({
      status: 400,
      shouldRetry: false,
    })
  })

  it('names every member and what was the matter', () => {
    const error = nobodyAnswered([
      answerOf('ollama:llama3.2', new InternalError('connect ECONNREFUSED')),
      answerOf('b', undefined, 'late'),
    ])
    expect(error.message).to.equal(
      'No member of the council answered. ollama:llama3.2 did not answer: connect ECONNREFUSED; b was not waited for any longer',
    )
  })

  it('says what to do where there are no members', () => {
    expect(nobodyAnswered([])).to.include({ status: 400 })
    expect(nobodyAnswered([]).message).to.contain('COUNCIL_MODELS')
  })
})

describe('the shortcoming of a member', () => {
  it('is told in words for each way in which it can fail', () => {
    const error = new InternalError('oops')
    const told = (['failed', 'timeout', 'late', 'empty', 'refused', 'aborted'] as const).map(status =>
      shortcomingOf({ status, error }),
    )
    expect(told).to.deep.equal([
      'did not answer: oops',
      'did not answer: oops',
      'was not waited for any longer',
      'gave an empty answer',
      'refused to answer',
      'was stopped',
    ])
  })
})
