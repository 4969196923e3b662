import { expect } from 'chai'
import { InternalError } from '../../src/anthropic/errors.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import type { Attempt, Call } from '../../src/core/backend.ts'
import type { Plugin } from '../../src/core/plugin.ts'
import { gatewayOf, messageOf, run, type Source, textOf } from '../support/gateway.ts'

const draft = (body: unknown) => ({ method: 'POST', url: 'http://upstream/v1', headers: { a: 'b' }, body })

describe('an attempt', () => {
  const sending: Source = async function* (_, call) {
    const attempt = await call.attempt(draft({ text: 'draft' }))
    call.head({ status: 200, headers: { 'request-id': 'up_1' } })
    yield* unfold(messageOf((attempt.request.body as { text: string }).text))
  }

  it('passes beforeAttempt in list order, which may replace what is sent', async () => {
    const adding = (mark: string): Partial<Plugin> => ({
      beforeAttempt: attempt => {
        const body = attempt.request.body as { text: string }
        attempt.request = { ...attempt.request, body: { text: body.text + mark } }
      },
    })
    const gateway = await gatewayOf({ plugins: [adding('1'), adding('2')], source: sending })
    expect(textOf((await run(gateway)).message)).to.equal('draft12')
  })

  it('keeps status, headers and time of the answer, and afterAttempt sees them before the first event', async () => {
    const order: string[] = []
    const gateway = await gatewayOf({
      plugins: [
        {
          afterAttempt: async attempt => {
            await new Promise(resolve => setTimeout(resolve, 5))
            order.push(`after ${attempt.status} ${attempt.headers?.['request-id']}`)
          },
          onEvent: event => void (event.type === 'message_start' && order.push('event')),
        },
      ],
      source: sending,
    })
    const { exchange } = await run(gateway)
    expect(order).to.deep.equal(['after 200 up_1', 'event'])
    expect(exchange.head).to.deep.equal({ status: 200, headers: { 'request-id': 'up_1' } })
    expect(exchange.attempts[0]).to.include({ number: 1, backend: 'scripted', model: 'model-1', status: 200 })
    expect(exchange.attempts[0]?.headersAfter).to.be.at.least(0)
  })

  it('is closed with its error when the backend fails, or sends again', async () => {
    const seen: Attempt[] = []
    const gateway = await gatewayOf({
      plugins: [{ afterAttempt: attempt => void seen.push(attempt) }],
      // biome-ignore lint/correctness/useYield: it fails before it has an event
      source: async function* (_, call) {
        await call.attempt(draft(1))
        await call.attempt(draft(2))
        throw new InternalError('refused')
      },
    })
    const { exchange } = await run(gateway)
    expect(exchange.attempts.map(({ number, error }) => [number, error])).to.deep.equal([
      [1, 'sent again'],
      [2, 'refused'],
    ])
    expect(seen).to.have.length(2)
  })
})

describe('a call', () => {
  it('shows a backend no credentials, and collects its warnings', async () => {
    let seen: Call | undefined
    const gateway = await gatewayOf({
      source: async function* (_, call) {
        seen = call
        call.warn('dropped safeguards')
        yield* unfold(messageOf('ok'))
      },
    })
    const { exchange } = await run(gateway)
    expect(exchange.warnings).to.deep.equal(['dropped safeguards'])
    expect(JSON.stringify(seen?.headers)).to.equal('{}')
    expect(seen?.exchangeId).to.equal(exchange.id)
  })
})
