import { expect } from 'chai'
import { LiveExchange } from '../../src/core/live-exchange.ts'
import { exchangePattern, matches, parsePattern } from '../../src/core/model-pattern.ts'
import { requestOf } from '../support/gateway.ts'

const image = {
  type: 'image',
  source: { type: 'base64', media_type: 'image/png', data: 'A'.repeat(400_000) },
}

const exchangeOf = (content: unknown, headers: Readonly<Record<string, string>> = {}) =>
  new LiveExchange({
    bytes: Buffer.from(JSON.stringify({ ...requestOf(''), messages: [{ role: 'user', content }] })),
    headers,
  })
const fits = (pattern: string, exchange: LiveExchange, model = 'claude-opus-5-5') =>
  matches(parsePattern(pattern), model, exchange)

describe('a pattern of the model table', () => {
  it('is a glob on the model, with or without the wish for a long window', () => {
    const exchange = exchangeOf('hi')
    expect(fits('claude-opus-*', exchange)).to.equal(true)
    expect(fits('claude-haiku-*', exchange)).to.equal(false)
    expect(fits('claude-opus-5-5', exchange, 'claude-opus-5-5[1m]')).to.equal(true)
    expect(fits('*[1m]', exchange)).to.equal(false)
  })

  it('is a class of requests', () => {
    const subagent = exchangeOf('hi', { 'x-claude-code-agent-id': 'a1' })
    expect(fits('subagent', subagent)).to.equal(true)
    expect(fits('subagent', exchangeOf('hi'))).to.equal(false)
  })

  it('is a size in tokens, with k and m', () => {
    const large = exchangeOf('x'.repeat(440_000))
    expect(fits('>100k', large)).to.equal(true)
    expect(fits('>0.2m', large)).to.equal(false)
    expect(fits('<100k', large)).to.equal(false)
    expect(fits('<100000', exchangeOf('hi'))).to.equal(true)
    expect(fits('>50k <200k', large)).to.equal(true)
  })

  it('is what a request carries, also in the result of a tool', () => {
    const result = { type: 'tool_result', tool_use_id: 't', content: [image] }
    expect(fits('images', exchangeOf([image]))).to.equal(true)
    expect(fits('images', exchangeOf([result]))).to.equal(true)
    expect(fits('images', exchangeOf('tell me of "image"'))).to.equal(false)
    expect(fits('documents', exchangeOf([image]))).to.equal(false)
  })

  it('is all of its words together', () => {
    const large = exchangeOf('x'.repeat(440_000), { 'x-claude-code-agent-id': 'a1' })
    expect(fits('subagent claude-opus-* >100k', large)).to.equal(true)
    expect(fits('subagent claude-opus-* >100k images', large)).to.equal(false)
    expect(fits('main claude-opus-* >100k', large)).to.equal(false)
  })

  it('says what is wrong with a size', () => {
    expect(() => parsePattern('claude-* >10x')).to.throw('">10x" is no size: write it as ">100k", in tokens')
  })
})

describe('a pattern for plugins', () => {
  it('holds of an exchange by the model its client asked for and all else that the words say', () => {
    const fitting = exchangePattern('subagent model-*')
    expect(fitting(exchangeOf('hi', { 'x-claude-code-agent-id': 'a1' }))).to.equal(true)
    expect(fitting(exchangeOf('hi'))).to.equal(false)
    expect(exchangePattern('gpt-*')(exchangeOf('hi'))).to.equal(false)
  })
  it('is refused where a size is none', () => {
    expect(() => exchangePattern('>many')).to.throw(TypeError, '">many" is no size')
  })
})
