import { expect } from 'chai'
import { InvalidRequestError, type LogRecord, type PluginContext, type Price, type Usage } from 'claudecodex'
import { message } from 'claudecodex/testing'
import { begunOf, endedOf } from '../../../plugins/record/facts.ts'
import { recordOf } from '../../../src/core/record.ts'
import { aContext, anExchange } from '../log/exchanges.ts'

const price: Price = {
  input: 10,
  output: 20,
  cacheRead: 1,
  cacheWrite: 12,
  source: 'test',
  date: '2026-11-26',
}
const usage: Usage = {
  input_tokens: 100_000,
  output_tokens: 10_000,
  cache_read_input_tokens: 800_000,
  cache_creation_input_tokens: 100_000,
}
const answered = { kind: 'answered' as const, message: message('Hello', { usage }) }

/** A context in which everything is known and nobody has a say. */
const contextOf = (
  parts: { record?: LogRecord | null; reviewers?: string[]; price?: Price } = {},
): PluginContext => {
  const context = aContext(async exchange =>
    parts.record === null ? undefined : (parts.record ?? recordOf(exchange)),
  )
  return {
    ...context,
    config: {
      ...context.config,
      reviewers: () => parts.reviewers ?? [],
      priceOf: async () => parts.price,
    },
  }
}

describe('what is recorded of an exchange', () => {
  it('is its body as it came, which nobody parses for that', () => {
    const exchange = {
      ...anExchange({ bytes: Buffer.from('{ "model": 1') }),
      get original(): never {
        throw new Error('parsed')
      },
    }
    expect(begunOf(exchange, false).bytes?.toString()).to.equal('{ "model": 1')
    expect(begunOf(exchange, true).bytes).to.equal(undefined)
  })

  it('is the request written out where no client has sent one', () => {
    const exchange = anExchange()
    expect(JSON.parse(String(begunOf(exchange, false).bytes))).to.deep.equal(exchange.original)
  })

  it('is what it has cost, and what it would have without a cache', async () => {
    const exchange = anExchange({ outcome: answered })
    const { cost } = await endedOf(exchange, answered, contextOf({ price }))
    expect(cost).to.deep.equal({ dollars: 1 + 0.2 + 0.8 + 1.2, uncached: 10 + 0.2 })
  })

  it('is no cost where the price is not known, and a plan where that pays', async () => {
    const exchange = anExchange({ outcome: answered })
    expect((await endedOf(exchange, answered, contextOf())).cost).to.equal(undefined)
    const headers = { 'anthropic-ratelimit-unified-status': 'allowed' }
    const onPlan = anExchange({ outcome: answered, head: { status: 200, headers } })
    expect((await endedOf(onPlan, answered, contextOf({ price }))).cost).to.equal('plan')
  })

  it('is what was sent, unless a plugin has a say in what is recorded', async () => {
    const sent = Buffer.from('{}')
    const attempt = {
      ...{ exchangeId: 'req_1', backend: 'b', model: 'm', number: 1, startedAt: 5, status: 200 },
      request: { method: 'POST', url: 'https://host.example/', headers: {}, body: {} },
      sent,
    }
    const exchange = anExchange({ attempts: [attempt], outcome: answered })
    const open = await endedOf(exchange, answered, contextOf())
    expect(open.attempts).to.deep.equal([
      {
        ...{
          number: 1,
          backend: 'b',
          model: 'm',
          startedAt: 5,
          method: 'POST',
          url: 'https://host.example/',
          status: 200,
        },
        sent,
      },
    ])
    const reviewed = await endedOf(exchange, answered, contextOf({ reviewers: ['redact'] }))
    expect(reviewed.attempts[0]?.sent).to.equal(undefined)
    expect(reviewed.request).to.deep.equal(exchange.original)
    expect(open.request).to.equal(undefined)
  })

  it('is no word where a plugin withholds it', async () => {
    const error = new InvalidRequestError('the secret is too long')
    const failed = { kind: 'failed' as const, error, message: message('a secret') }
    const exchange = anExchange({ outcome: failed, warnings: ['a secret was left out'] })
    const ended = await endedOf(exchange, failed, contextOf({ record: null }))
    expect(ended).to.deep.include({ withheld: true, warnings: [], outcome: 'failed' })
    expect(ended.error).to.deep.equal({ type: 'invalid_request_error', status: 400, message: '' })
    expect(JSON.stringify(ended)).not.to.contain('secret')
  })
})
