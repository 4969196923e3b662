import { expect } from 'chai'
import {
  ApiError,
  type ErrorType,
  errorOfType,
  InvalidRequestError,
  OverloadedError,
  ofBackend,
  RateLimitError,
  statusOf,
  toApiError,
  typeOfStatus,
} from '../../src/anthropic/errors.ts'

describe('an API error', () => {
  it('has the status of its type, or one of its own', () => {
    for (const [type, status] of Object.entries(statusOf)) {
      expect(errorOfType(type as ErrorType, 'x')).to.include({ type, status, message: 'x' })
    }
    expect(new InvalidRequestError('x', { status: 405 }).status).to.equal(405)
  })

  it('is named after its class, which `errorOfType` finds', () => {
    expect(errorOfType('overloaded_error', 'x')).to.be.instanceOf(OverloadedError)
    expect(String(new RateLimitError('slow down'))).to.equal('RateLimitError: slow down')
  })

  it('keeps what the upstream said', () => {
    const raw = { status: 429, headers: { 'retry-after': '7' }, body: Buffer.from('{}') }
    const cause = new Error('socket')
    const error = new RateLimitError('x', { retryAfter: 7, shouldRetry: false, backend: 'work', cause, raw })
    expect(error).to.include({ retryAfter: 7, shouldRetry: false, backend: 'work', cause, raw })
    expect(new RateLimitError('x').cause).to.equal(undefined)
  })

  it('is written as the API writes it', () => {
    expect(JSON.parse(JSON.stringify(new InvalidRequestError('model: Field required')))).to.deep.equal({
      type: 'error',
      error: { type: 'invalid_request_error', message: 'model: Field required' },
    })
  })

  it('is recognised across two copies of the program', () => {
    const foreign = Object.assign(new Error('x'), { [Symbol.for('claudecodex.ApiError')]: true })
    expect(ApiError.is(foreign)).to.equal(true)
    expect(toApiError(foreign)).to.equal(foreign)
    for (const value of [null, undefined, 'x', {}, new Error('x')]) expect(ApiError.is(value)).to.equal(false)
  })

  it('names the backend it came from, and keeps the name it had', () => {
    const nameless = new OverloadedError('busy')
    expect(ofBackend(nameless, 'work')).to.equal(nameless)
    expect(nameless.backend).to.equal('work')
    expect(ofBackend(new OverloadedError('busy', { backend: 'first' }), 'work').backend).to.equal('first')
  })
  it('is made of any other thrown value, which becomes its cause', () => {
    const thrown = new TypeError('boom')
    expect(toApiError(thrown)).to.include({ type: 'api_error', status: 500, message: 'boom', cause: thrown })
    expect(toApiError('boom')).to.include({ message: 'boom' })
  })

  it('has the type that goes with a status', () => {
    expect([400, 401, 402, 403, 404, 409, 413, 429, 500, 504, 529].map(typeOfStatus)).to.deep.equal(
      Object.keys(statusOf),
    )
    expect([405, 422].map(typeOfStatus)).to.deep.equal(['invalid_request_error', 'invalid_request_error'])
    expect([302, 501, 503].map(typeOfStatus)).to.deep.equal(['api_error', 'api_error', 'api_error'])
  })
})
