import { expect } from 'chai'
import { encodeCarrier } from '../../src/anthropic/carriers.ts'
import type { ApiError } from '../../src/anthropic/errors.ts'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import { ConfigError } from '../../src/config/errors.ts'
import type { Backend, RawBody } from '../../src/core/backend.ts'
import { createGateway } from '../../src/core/gateway.ts'
import { backendOf, chainOf, gatewayOf, messageOf, requestOf, run, saying } from '../support/gateway.ts'

const bytesOf = (request: MessagesRequest): Buffer => Buffer.from(JSON.stringify(request))

const answering = async function* () {
  yield* unfold(messageOf('ok'))
}

/** A backend that notes by which door each request came. */
const twoDoors = (seen: (RawBody | MessagesRequest)[]): Backend => ({
  name: 'direct',
  native: true,
  stream: request => {
    seen.push(request)
    return answering()
  },
  forward: body => {
    seen.push(body)
    return answering()
  },
})

describe('a backend that carries bytes', () => {
  it("gets the client's own while nothing has changed the request", async () => {
    const seen: (RawBody | MessagesRequest)[] = []
    const gateway = await gatewayOf({ plugins: [{ beforeRequest: () => {} }], backend: twoDoors(seen) })
    const bytes = bytesOf(requestOf('hi', { stream: true }))
    await run(gateway, { bytes })
    expect(seen).to.deep.equal([{ bytes, model: 'model-1', stream: true }])
  })

  it('gets the request once a plugin has changed it', async () => {
    const seen: (RawBody | MessagesRequest)[] = []
    const gateway = await gatewayOf({
      plugins: [
        {
          beforeRequest: exchange => {
            exchange.request = { ...exchange.request, max_tokens: 7 }
          },
        },
      ],
      backend: twoDoors(seen),
    })
    await run(gateway, { bytes: bytesOf(requestOf('hi')) })
    expect(seen).to.deep.equal([requestOf('hi', { max_tokens: 7 })])
  })

  it('never gets our own carriers, which Anthropic would take for forged signatures', async () => {
    const seen: (RawBody | MessagesRequest)[] = []
    const gateway = await gatewayOf({ backend: twoDoors(seen) })
    const signature = encodeCarrier('state', 'gemini', 'secret state')
    const request = requestOf('hi', {
      messages: [
        { role: 'user', content: 'hi' },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature },
            { type: 'text', text: 'yes' },
          ],
        },
        { role: 'user', content: 'go on' },
      ],
    })
    await run(gateway, { bytes: bytesOf(request) })
    expect(JSON.stringify(seen)).to.not.contain('cdx1.')
    expect(JSON.stringify(seen)).to.contain('yes')
  })
})

describe('an answer', () => {
  it('is a failure when it is empty, never a stream with nothing in it (case 127)', async () => {
    for (const source of [
      async function* () {},
      async function* () {
        yield { type: 'ping' } as const
      },
    ]) {
      const { error } = await run(await gatewayOf({ source }))
      expect((error as ApiError).type).to.equal('overloaded_error')
      expect((error as ApiError).message).to.contain('empty')
    }
  })

  it('notes the time of its first event and who gave it', async () => {
    const { exchange } = await run(await gatewayOf({}))
    expect(exchange.timing.firstEvent).to.be.at.least(0)
    expect(exchange.choice).to.deep.equal({
      backend: 'scripted',
      model: 'model-1',
      reason: "the client's own model",
    })
  })
})

describe('a backend that cannot be made', () => {
  it('is a model that does not exist, and no client hears where the configuration lies', async () => {
    const chain = chainOf({ backend: backendOf(saying('x')) })
    const find = (): never => {
      throw new ConfigError('GONE_KEY is not set', { file: '/home/me/claudecodex.config.ts', line: 3 })
    }
    const gateway = await createGateway({ chain: { ...chain, backends: { names: ['gone'], find } } })
    const { error } = await run(gateway, { request: requestOf('hi', { model: 'gone:m' }) })
    expect(error).to.include({ type: 'not_found_error', message: 'GONE_KEY is not set' })
  })
})
