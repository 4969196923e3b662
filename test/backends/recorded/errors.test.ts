import { expect } from 'chai'
import { failureOf, keptHeaders, leftError, missError } from '../../../src/backends/recorded/errors.ts'
import type { ExchangeLine, RecordedAttempt } from '../../../src/recording/schema.ts'

const attempt = (headers: Readonly<Record<string, string>>): RecordedAttempt => ({
  number: 1,
  backend: 'anthropic',
  model: 'm',
  time: '2026-11-26T10:00:00.000Z',
  method: 'POST',
  url: 'https://api.anthropic.com/v1/messages',
  headers,
})

const failed = (
  error: NonNullable<ExchangeLine['error']>,
  headers: Readonly<Record<string, string>> = {},
): ExchangeLine => ({
  v: 1,
  type: 'exchange',
  id: 'req_1',
  seq: 1,
  outcome: 'failed',
  timing: { startedAt: 0, total: 10 },
  attempts: [attempt(headers)],
  warnings: [],
  error,
})

const limit = { type: 'rate_limit_error', message: 'Slow down', status: 429 } as const

describe('a recorded failure', () => {
  it('is the error it was, with the upstream’s id and without its limits', () => {
    const headers = {
      'request-id': 'req_upstream',
      'retry-after': '7',
      'anthropic-ratelimit-requests-remaining': '0',
      'content-length': '3',
    }
    const error = failureOf(failed(limit, headers), '#3 exact', { speed: 1 })
    expect(error).to.include({ type: 'rate_limit_error', message: 'Slow down', status: 429 })
    expect(error.raw?.headers).to.deep.equal({
      'request-id': 'req_upstream',
      'retry-after': '7',
      'x-claudecodex-replay': '#3 exact',
      'content-type': 'application/json',
    })
    expect(JSON.parse(Buffer.from(error.raw?.body ?? []).toString())).to.deep.equal({
      type: 'error',
      error: { type: 'rate_limit_error', message: 'Slow down' },
      request_id: 'req_upstream',
    })
  })
  it('asks for a wait at the pace of the rest, and for a second at most where nothing waits', () => {
    const waitOf = (pacing?: { speed: number }) =>
      failureOf(failed(limit, { 'retry-after': '60' }), '', pacing).raw?.headers['retry-after']
    expect([waitOf(), waitOf({ speed: 1 }), waitOf({ speed: 8 })]).to.deep.equal(['1', '60', '8'])
    expect(
      failureOf(failed(limit, { 'retry-after': 'soon' }), '', undefined).raw?.headers,
    ).not.to.have.property('retry-after')
  })
  it('is final where it was, and where nobody said so and another try cannot mend it', () => {
    const retry = (status: number, headers = {}) =>
      failureOf(failed({ type: 'api_error', message: 'x', status }, headers), '', undefined).raw?.headers[
        'x-should-retry'
      ]
    expect([retry(401), retry(404), retry(429), retry(500), retry(529)]).to.deep.equal([
      'false',
      'false',
      undefined,
      undefined,
      undefined,
    ])
    expect(retry(500, { 'x-should-retry': 'false' })).to.equal('false')
    expect(retry(400, { 'x-should-retry': 'true' })).to.equal('true')
  })
  it('is an error too where nobody has written down which', () => {
    const { error: _, ...line } = failed(limit)
    expect(failureOf(line, '', undefined)).to.include({ status: 500, type: 'api_error' })
  })
})

describe('headers of a recorded answer', () => {
  it('are the ones of its last send that are still true', () => {
    const line = failed(limit)
    const attempts = [attempt({ 'request-id': 'one' }), attempt({ 'request-id': 'two', 'set-cookie': 'x' })]
    expect(keptHeaders({ ...line, attempts })).to.deep.equal({ 'request-id': 'two' })
    expect(keptHeaders({ ...line, attempts: [] })).to.deep.equal({})
  })
})

describe('what was not recorded', () => {
  it('fails with a status that nobody tries again, and with another only where that was wanted', () => {
    expect(missError('nothing', 404)).to.deep.include({
      type: 'not_found_error',
      status: 404,
      message: 'nothing',
    })
    expect(missError('nothing', 404).raw?.headers).to.include({
      'x-should-retry': 'false',
      'x-claudecodex-replay': 'miss',
    })
    expect(missError('nothing', 529)).to.include({ type: 'overloaded_error', status: 529 })
    expect(missError('nothing', 529).raw?.headers).not.to.have.property('x-should-retry')
  })
  it('is also the rest of an answer whose client has left', () => {
    expect(leftError('#2 exact').raw?.headers).to.include({
      'x-should-retry': 'false',
      'x-claudecodex-replay': '#2 exact',
    })
  })
})
