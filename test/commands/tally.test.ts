import { expect } from 'chai'
import { RateLimitError } from '../../src/anthropic/errors.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import { createTally } from '../../src/commands/tally.ts'
import { gatewayOf, messageOf, requestOf, run, saying } from '../support/gateway.ts'

describe('a tally', () => {
  it('counts answers, tokens with what the cache held, models and tools', async () => {
    const tally = createTally()
    const gateway = await gatewayOf({
      plugins: [tally.plugin],
      source: async function* () {
        const message = messageOf('hello')
        yield* unfold({
          ...message,
          usage: { ...message.usage, cache_read_input_tokens: 100, cache_creation_input_tokens: 10 },
          content: [...message.content, { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: {} }],
        })
      },
    })
    await run(gateway)
    await run(gateway)
    await gateway.close()
    const totals = tally.totals()
    expect(totals).to.include({ answered: 2, failed: 0, aborted: 0 })
    expect(totals.tokens).to.deep.equal({ input: 226, output: 4, cached: 200, written: 20 })
    expect([...totals.models]).to.deep.equal([['scripted:model-1', 2]])
    expect([...totals.tools]).to.deep.equal([['Bash', 2]])
  })
  it('counts failures with what they said', async () => {
    const tally = createTally()
    const gateway = await gatewayOf({
      plugins: [tally.plugin],
      source: () => {
        throw new RateLimitError('slow down')
      },
    })
    await run(gateway)
    await gateway.close()
    expect(tally.totals()).to.include({ answered: 0, failed: 1, aborted: 0 })
    expect([...tally.totals().errors]).to.deep.equal([['rate_limit_error: slow down', 1]])
  })
  it('counts warnings', async () => {
    const tally = createTally()
    const gateway = await gatewayOf({
      plugins: [tally.plugin],
      source: async function* (_request, call) {
        call.warn('top_k is not supported')
        yield* unfold(messageOf('hello'))
      },
    })
    await run(gateway)
    await gateway.close()
    expect([...tally.totals().warnings]).to.deep.equal([['top_k is not supported', 1]])
  })
  it('counts what a client has broken off, and no error for it', async () => {
    const tally = createTally()
    const gateway = await gatewayOf({ plugins: [tally.plugin], source: saying('hello') })
    const controller = new AbortController()
    controller.abort()
    await run(gateway, { request: requestOf('hi'), signal: controller.signal })
    await gateway.close()
    expect(tally.totals()).to.include({ answered: 0, failed: 0, aborted: 1 })
    expect(tally.totals().errors.size).to.equal(0)
  })
  it('leaves out what only counts tokens', async () => {
    const tally = createTally()
    const gateway = await gatewayOf({ plugins: [tally.plugin] })
    const exchange = gateway.createExchange({ request: requestOf('hi'), kind: 'count_tokens' })
    await gateway.countTokens(exchange).catch(() => {})
    await gateway.close()
    expect(tally.totals()).to.include({ answered: 0, failed: 0, aborted: 0 })
  })
})
