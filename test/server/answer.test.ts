import { expect } from 'chai'
import { OverloadedError } from '../../src/anthropic/errors.ts'
import { encodeEvents } from '../../src/anthropic/sse.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import type { Backend } from '../../src/core/backend.ts'
import { Batch, eventsOf } from '../../src/core/batch.ts'
import type { Exchange } from '../../src/core/exchange.ts'
import { backendOf, messageOf, requestOf, saying } from '../support/gateway.ts'
import { closeServers, postMessages, serve } from '../support/server.ts'

afterEach(closeServers)

const batched = (batch: () => Batch): Backend =>
  backendOf((_, call) => {
    call.head({
      status: 200,
      headers: { 'request-id': 'up_1', 'anthropic-ratelimit-requests-limit': '50', connection: 'close' },
    })
    call.warn('dropped 千')
    return eventsOf(
      (async function* () {
        yield batch()
      })(),
    )
  })

describe('an answer', () => {
  const body = Buffer.from(`${JSON.stringify(messageOf('hi'))}\n`)
  const frames = Buffer.from(encodeEvents([...unfold(messageOf('hi'))]).replaceAll('"type":', '"type" :'))

  it("that came as JSON leaves as the same bytes, with the upstream's headers", async () => {
    const { url } = await serve({ backend: batched(() => Batch.ofBody(body)) })
    const answer = await postMessages(url, requestOf('hi'))
    expect(Buffer.from(await answer.arrayBuffer()).equals(body)).to.equal(true)
    expect(answer.headers.get('request-id')).to.equal('up_1')
    expect(answer.headers.get('x-claudecodex-id')).to.match(/^req_/)
    expect(answer.headers.get('anthropic-ratelimit-requests-limit')).to.equal('50')
    expect(answer.headers.get('x-claudecodex-warnings')).to.equal('dropped ?')
  })

  it('that came as JSON although a stream was asked for becomes one (case 42)', async () => {
    const { url } = await serve({ backend: batched(() => Batch.ofBody(body)) })
    const text = await (await postMessages(url, requestOf('hi', { stream: true }))).text()
    expect(text).to.equal(encodeEvents([...unfold(messageOf('hi'))]))
  })

  it('that came as frames leaves as the same bytes', async () => {
    const { url } = await serve({ backend: batched(() => Batch.ofFrames(frames)) })
    const answer = await postMessages(url, requestOf('hi', { stream: true }))
    expect(Buffer.from(await answer.arrayBuffer()).equals(frames)).to.equal(true)
  })

  it('says who gave it and why', async () => {
    const { url } = await serve({ source: saying('x') })
    const { headers } = await postMessages(url, requestOf('hi'))
    expect(headers.get('x-claudecodex-model')).to.equal('scripted:model-1')
    expect(headers.get('x-claudecodex-reason')).to.equal("the client's own model")
    expect(headers.get('x-claudecodex-warnings')).to.equal(null)
  })

  it('says what plugins want it to say, whole, streamed or failed', async () => {
    const limits = {
      beforeRequest: (exchange: Exchange) => {
        exchange.answerHeaders = {
          'anthropic-ratelimit-*': null,
          'anthropic-ratelimit-unified-status': 'allowed',
        }
      },
    }
    const backend = batched(() => Batch.ofBody(body))
    const raw = {
      status: 429,
      headers: { 'anthropic-ratelimit-requests-limit': '50' },
      body: Buffer.from('{}'),
    }
    const failing = (error: Error) =>
      // biome-ignore lint/correctness/useYield: the failure is the stream
      backendOf(async function* () {
        throw error
      })
    for (const [parts, request] of [
      [{ backend }, requestOf('hi')],
      [{ backend }, requestOf('hi', { stream: true })],
      [{ backend: failing(new OverloadedError('busy')) }, requestOf('hi')],
      [{ backend: failing(new OverloadedError('busy', { raw })) }, requestOf('hi')],
    ] as const) {
      const { url } = await serve({ ...parts, plugins: [limits] })
      const { headers } = await postMessages(url, request)
      expect(headers.get('anthropic-ratelimit-unified-status')).to.equal('allowed')
      expect(headers.get('anthropic-ratelimit-requests-limit')).to.equal(null)
    }
  })
})
