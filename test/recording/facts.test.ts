import { expect } from 'chai'
import { emptyUsage } from '../../src/anthropic/message.ts'
import {
  backendsOf,
  cacheShareOf,
  contextOf,
  dollarsOf,
  isCold,
  isReplay,
  modelsOf,
  startOf,
  statusesOf,
  totalOf,
} from '../../src/recording/facts.ts'
import type { RecordedExchange } from '../../src/recording/recorded-exchange.ts'
import type { ExchangeLine, RecordedAttempt } from '../../src/recording/schema.ts'
import { plainAnswer, plainRequest, withRecording } from '../support/recording-folder.ts'

const attempt = (more: Partial<RecordedAttempt>): RecordedAttempt => ({
  number: 1,
  backend: 'work',
  model: 'gpt',
  time: '2026-11-26T10:00:00.000Z',
  method: 'POST',
  url: 'https://llm.example/v1',
  ...more,
})

function withEnd(end: Partial<ExchangeLine> | undefined, work: (exchange: RecordedExchange) => void) {
  return withRecording(
    [{ request: plainRequest('a'), ...(end && { answer: plainAnswer('b'), end }) }],
    async ({ exchanges: [exchange] }) => {
      if (!exchange) throw new Error('one was written')
      work(exchange)
    },
  )
}

describe('the facts of a recorded exchange', () => {
  it('names every model and backend that was asked, once', () =>
    withEnd(
      {
        choice: { backend: 'other', model: 'gpt-2', reason: 'failover: x' },
        attempts: [attempt({ status: 529 }), attempt({ backend: 'other', model: 'gpt-2', status: 200 })],
      },
      exchange => {
        expect(modelsOf(exchange)).to.deep.equal(['claude-opus-5', 'gpt-2', 'gpt'])
        expect(backendsOf(exchange)).to.deep.equal(['other', 'work'])
        expect(statusesOf(exchange)).to.deep.equal([200, 529, 200])
      },
    ))
  it('knows the status of a failure', () =>
    withEnd({ outcome: 'failed', error: { type: 'api_error', message: 'm', status: 500 } }, exchange =>
      expect(statusesOf(exchange)).to.deep.equal([500]),
    ))
  it('counts tokens of the whole prompt, and the share of the cache', () =>
    withEnd(
      {
        usage: {
          ...emptyUsage,
          input_tokens: 10,
          cache_read_input_tokens: 60,
          cache_creation_input_tokens: 30,
        },
      },
      exchange => {
        expect(contextOf(exchange)).to.equal(100)
        expect(cacheShareOf(exchange)).to.equal(0.6)
        expect(totalOf(exchange)).to.equal(500)
        expect(startOf(exchange)).to.equal(Date.parse('2026-11-26T10:00:01.000Z'))
      },
    ))
  it('knows dollars only where there is a price', async () => {
    await withEnd({ cost: { dollars: 2, uncached: 3 } }, exchange => expect(dollarsOf(exchange)).to.equal(2))
    await withEnd({ cost: 'plan' }, exchange => expect(dollarsOf(exchange)).to.equal(undefined))
    await withEnd({}, exchange => expect(dollarsOf(exchange)).to.equal(undefined))
  })
  it('takes the recorded verdict on the cache, else what was counted', async () => {
    const cold = async (end: Partial<ExchangeLine>, expected: boolean) =>
      withEnd(end, exchange => expect(isCold(exchange), JSON.stringify(end)).to.equal(expected))
    await cold({ cache: { cause: 'initial', sure: true } }, false)
    await cold({ cache: { cause: 'hit', sure: true } }, false)
    await cold({ cache: { cause: 'partial', sure: true } }, true)
    await cold({ usage: { ...emptyUsage, cache_creation_input_tokens: 5 } }, true)
    await cold(
      { usage: { ...emptyUsage, cache_creation_input_tokens: 5, cache_read_input_tokens: 1 } },
      false,
    )
  })
  it('knows what repeats another', async () => {
    await withEnd({ replayOf: 'req_0' }, exchange => expect(isReplay(exchange)).to.equal(true))
    await withEnd({}, exchange => expect(isReplay(exchange)).to.equal(false))
  })
  it('knows little of one without an end', () =>
    withEnd(undefined, exchange => {
      expect([statusesOf(exchange), backendsOf(exchange)]).to.deep.equal([[], []])
      expect([contextOf(exchange), totalOf(exchange), cacheShareOf(exchange)]).to.deep.equal([
        undefined,
        undefined,
        undefined,
      ])
      expect(modelsOf(exchange)).to.deep.equal(['claude-opus-5'])
    }))
})
