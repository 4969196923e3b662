import { expect } from 'chai'
import {
  type ApiError,
  type Attempt,
  AuthenticationError,
  BillingError,
  ConflictError,
  InternalError,
  InvalidRequestError,
  NotFoundError,
  OverloadedError,
  PermissionError,
  RateLimitError,
  RequestTooLargeError,
  TimeoutError,
} from 'claudecodex'
import { type Fault, faultOf, isTemporary } from '../../../plugins/failover/faults.ts'

const attemptWith = (key?: string): Attempt => ({
  exchangeId: 'x',
  backend: 'work',
  model: 'm',
  number: 1,
  request: { method: 'POST', url: 'https://work.example', headers: {}, body: {} },
  startedAt: 0,
  ...(key !== undefined && { key }),
})

describe('what a failure means', () => {
  const cases: readonly (readonly [ApiError, Fault])[] = [
    [new InvalidRequestError('messages: no'), 'request'],
    [new InvalidRequestError('prompt is too long: 3 tokens > 2 maximum'), 'overflow'],
    [new InvalidRequestError('input length and `max_tokens` exceed context limit: 1 + 2 > 2'), 'overflow'],
    [new RequestTooLargeError('Prompt is too long'), 'overflow'],
    [new InvalidRequestError('Input is too long for requested model.'), 'overflow'],
    [new RequestTooLargeError('over 32 MB'), 'request'],
    [new PermissionError('flagged'), 'request'],
    [new NotFoundError('model x'), 'request'],
    [new ConflictError('twice'), 'passing'],
    [new InvalidRequestError('took too long to send', { status: 408 }), 'passing'],
    [new InternalError('no answer behind it', { status: 520 }), 'passing'],
    [new AuthenticationError('bad key'), 'credential'],
    [new BillingError('no credit'), 'credential'],
    [new RateLimitError('slow down'), 'limit'],
    [new OverloadedError('busy'), 'passing'],
    [new TimeoutError('late'), 'passing'],
    [new InternalError('broken'), 'passing'],
    [new InternalError('gateway', { status: 502 }), 'passing'],
    [new InternalError('not supported', { status: 501 }), 'request'],
  ]
  for (const [error, fault] of cases) {
    it(`is "${fault}" for ${error.status} ${error.message}`, () =>
      expect(faultOf(error, attemptWith('key 1'))).to.equal(fault))
  }
  it('is the client’s own affair where its credentials are refused', () => {
    for (const key of ['client 3f9a2c', undefined]) {
      expect(faultOf(new AuthenticationError('expired'), attemptWith(key))).to.equal('request')
    }
  })
  it('is not the client’s alone where a plan is used up', () =>
    expect(faultOf(new BillingError('no credit'), attemptWith('client 3f9a2c'))).to.equal('credential'))
  it('may pass by waiting where the upstream does not say otherwise', () => {
    expect(isTemporary(new RateLimitError('x'))).to.equal(true)
    expect(isTemporary(new OverloadedError('x'))).to.equal(true)
    expect(isTemporary(new RateLimitError('x', { shouldRetry: false }))).to.equal(false)
    expect(isTemporary(new BillingError('x'))).to.equal(false)
    expect(isTemporary(new InvalidRequestError('x'))).to.equal(false)
  })
})
