import Anthropic from '@anthropic-ai/sdk'
import { expect } from 'chai'
import { OverloadedError } from 'claudecodex'
import { assertLegalStream, events, message, toolUse } from 'claudecodex/testing'
import fc from 'fast-check'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { decodeFrames, splitAtError } from '../../src/anthropic/sse.ts'
import { badPlugins } from './bad-plugins.ts'
import { given, startOracleProxy } from './proxy.ts'
import { apiKey } from './sdks.ts'

const answer: readonly StreamEvent[] = events(
  message([
    { type: 'thinking', thinking: 'hm', signature: 'c2ln' },
    { type: 'text', text: 'I will look.', citations: null },
    toolUse('Read'),
  ]),
  // What a plugin makes of JSON by saying a piece of it twice is its own affair: the stream is legal.
).filter(event => !('delta' in event && event.delta?.type === 'input_json_delta'))

/** What an upstream says: all of it, a part and a failure, or the failure alone. Events are new each time. */
const upstreams = fc.constantFrom(answer.length, answer.length, 5, 0)

const backendSaying = (count: number) =>
  given({
    async *stream(request, call) {
      await call.attempt({ method: 'POST', url: 'http://upstream.example', headers: {}, body: request })
      if (count > 0) call.head({ status: 200, headers: {} })
      yield* structuredClone(answer.slice(0, count))
      if (count < answer.length) throw new OverloadedError('lost')
    },
  })

/** Milliseconds. */
const limits = { hookMs: 30, holdMs: 40 }
/** Longer than the time limits of all hooks together: who waits so long waits forever. */
const patience = 8_000

describe('plugins that do everything wrong', () => {
  it('never leave a client with an illegal stream or without an answer, streamed and whole', async function () {
    this.timeout(240_000)
    await fc.assert(
      fc.asyncProperty(badPlugins, upstreams, async (plugins, count) => {
        const proxy = await startOracleProxy({
          backends: { upstream: backendSaying(count) },
          plugins: plugins.map((plugin, index) => ({ ...plugin, name: `bad-${index}` })),
          limits,
        })
        try {
          for (const stream of [true, false]) await checkAnswer(proxy.url, stream)
        } finally {
          await proxy.close()
        }
      }),
      { numRuns: 60 },
    )
  })
})

async function checkAnswer(url: string, stream: boolean): Promise<void> {
  let said = ''
  const client = new Anthropic({
    baseURL: url,
    apiKey,
    maxRetries: 0,
    fetch: async (input, init) => {
      const response = await fetch(input, init)
      said = await response.text()
      return new Response(said, response)
    },
  })
  const parameters = { model: 'm', max_tokens: 10, messages: [{ role: 'user' as const, content: 'hi' }] }
  const options = { signal: AbortSignal.timeout(patience) }
  const reading = stream
    ? client.messages.stream(parameters, options).finalMessage()
    : client.messages.create(parameters, options)
  const failure = await reading.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (failure)
    expect(failure, said).to.be.instanceOf(Anthropic.APIError).and.not.instanceOf(Anthropic.APIUserAbortError)
  if (!stream || !said.startsWith('event:')) return
  const { before, error } = splitAtError(Buffer.from(said))
  assertLegalStream(decodeFrames(before.toString()), { partial: error !== undefined })
}
