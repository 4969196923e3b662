import { expect } from 'chai'
import { OverloadedError } from '../../../src/anthropic/errors.ts'
import { refusal } from '../../../src/backends/anthropic/errors.ts'
import type { WireAnswer } from '../../../src/wire/http.ts'
import { failureOf } from '../../support/failure.ts'
import { wireBody } from '../../support/wire-body.ts'

const origin = { host: 'api.anthropic.com', backend: 'claude' }

const answer = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): WireAnswer => {
  async function* pieces() {
    yield Buffer.from(body)
  }
  return { status, headers, body: wireBody(pieces()) }
}
const html = (title: string): string => `<!DOCTYPE html><html><head><title>${title}</title></head></html>`
const json = (type: string, message = 'why'): string =>
  JSON.stringify({ type: 'error', error: { type, message } })

describe('a refusal of Anthropic’s API', () => {
  const types: readonly (readonly [number, string])[] = [
    [400, 'invalid_request_error'],
    [401, 'authentication_error'],
    [402, 'billing_error'],
    [403, 'permission_error'],
    [404, 'not_found_error'],
    [409, 'conflict_error'],
    [413, 'request_too_large'],
    [429, 'rate_limit_error'],
    [429, 'billing_error'],
    [500, 'api_error'],
    [504, 'timeout_error'],
    [529, 'overloaded_error'],
  ]
  for (const [status, type] of types) {
    it(`of ${status} ${type} keeps its type, status and bytes`, async () => {
      const error = await refusal(answer(status, json(type), { 'content-type': 'application/json' }), origin)
      expect(error).to.include({ type, status, message: 'why', backend: 'claude' })
      expect(error.raw).to.deep.equal({
        status,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(json(type)),
      })
    })
  }

  it('of a type unheard of goes by its status', async () => {
    expect(await refusal(answer(501, json('not_supported')), origin)).to.include({
      type: 'api_error',
      status: 501,
    })
    expect(await refusal(answer(418, json('teapot_error')), origin)).to.include({
      type: 'invalid_request_error',
      status: 418,
    })
  })
  it('in JSON of another shape still reaches the client byte for byte', async () => {
    const bodies = [
      '{"error":"no such model"}',
      '{"error":{"message":"no such model"}}',
      '{"message":"no such model"}',
    ]
    for (const body of bodies) {
      const error = await refusal(answer(404, body), origin)
      expect(error).to.include({ type: 'not_found_error', message: 'no such model' })
      expect(String(error.raw?.body)).to.equal(body)
    }
    expect((await refusal(answer(404, '{}'), origin)).message).to.equal('api.anthropic.com answered 404.')
  })
  it('tells when to come again, in seconds or by a date', async () => {
    const waitAfter = async (value: string) =>
      (await refusal(answer(429, json('rate_limit_error'), { 'retry-after': value }), origin)).retryAfter
    expect(await waitAfter('17')).to.equal(17)
    expect(await waitAfter('0.5')).to.equal(0.5)
    expect(await waitAfter(new Date(Date.now() + 30_000).toUTCString())).to.be.within(25, 31)
    expect(await waitAfter('Wed, 01 Jan 2020 00:00:00 GMT')).to.equal(0)
    expect(await waitAfter('soon')).to.equal(undefined)
  })
  it('keeps what the API says about trying again', async () => {
    for (const said of [true, false]) {
      const error = await refusal(
        answer(529, json('overloaded_error'), { 'x-should-retry': String(said) }),
        origin,
      )
      expect(error.shouldRetry).to.equal(said)
    }
  })
  it('is not tried again where it was our key that was refused', async () => {
    const error = await refusal(answer(401, json('authentication_error')), { ...origin, isOurKey: true })
    expect(error.shouldRetry).to.equal(false)
    expect(error.raw?.headers).to.deep.equal({ 'x-should-retry': 'false' })
    expect((await refusal(answer(401, json('authentication_error')), origin)).shouldRetry).to.equal(undefined)
  })
})

describe('a refusal by something else in between', () => {
  const pages: readonly (readonly [number, string, number])[] = [
    [502, 'overloaded_error', 529],
    [503, 'overloaded_error', 529],
    [520, 'overloaded_error', 529],
    [504, 'timeout_error', 504],
    [524, 'timeout_error', 504],
    [500, 'api_error', 500],
    [403, 'permission_error', 403],
    [404, 'not_found_error', 404],
    [429, 'rate_limit_error', 429],
  ]
  for (const [status, type, sent] of pages) {
    it(`of ${status} with a web page becomes a sentence of type ${type}`, async () => {
      const error = await refusal(
        answer(status, html('Bad  gateway'), { 'content-type': 'text/html' }),
        origin,
      )
      expect(error).to.include({ type, status: sent, backend: 'claude' })
      expect(error.message).to.contain(`api.anthropic.com answered ${status} with a web page ("Bad gateway")`)
      expect(error.raw).to.equal(undefined)
    })
  }

  it('with an empty body or plain words says that', async () => {
    expect((await refusal(answer(503, ''), origin)).message).to.contain('with an empty body')
    const words = await refusal(answer(503, 'upstream connect error\n or disconnect'), origin)
    expect(words.message).to.contain('upstream connect error or disconnect')
    expect((await refusal(answer(502, html('')), origin)).message).to.contain('a web page instead of JSON')
  })
  it('tells what to look at', async () => {
    expect((await refusal(answer(404, html('Not found')), origin)).message).to.contain('baseUrl')
    expect((await refusal(answer(403, html('Blocked')), origin)).message).to.contain('firewall')
  })
  it('keeps the time to come again', async () => {
    const error = await refusal(answer(503, html('Busy'), { 'retry-after': '9' }), origin)
    expect(error.retryAfter).to.equal(9)
  })
  it('is told although its body breaks off', async () => {
    const broken = answer(500, '')
    const body = { ...broken.body, bytes: () => Promise.reject(new OverloadedError('broke off')) }
    expect((await refusal({ ...broken, body }, origin)).message).to.contain('500 with an empty body')
  })
  it('is silent for a client that has left', async () => {
    const reason = new Error('left')
    const broken = answer(500, '')
    const body = { ...broken.body, bytes: () => Promise.reject(reason) }
    expect(await failureOf(refusal({ ...broken, body }, origin))).to.equal(reason)
  })
})
