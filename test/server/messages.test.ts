import { expect } from 'chai'
import type { Message } from '../../src/anthropic/message.ts'
import { decodeFrames } from '../../src/anthropic/sse.ts'
import { requestOf, textOf, until } from '../support/gateway.ts'
import { closeServers, postMessages, serve } from '../support/server.ts'

afterEach(closeServers)

describe('POST /v1/messages', () => {
  it('answers with one JSON document', async () => {
    const { url } = await serve()
    const answer = await postMessages(url, requestOf('hi'))
    expect(answer.status).to.equal(200)
    expect(answer.headers.get('content-type')).to.equal('application/json')
    expect(answer.headers.get('request-id')).to.match(/^req_/)
    expect(answer.headers.get('x-claudecodex-model')).to.equal('scripted:model-1')
    expect(textOf((await answer.json()) as Message)).to.equal('hello')
  })

  it('answers with a stream', async () => {
    const { url } = await serve()
    const answer = await postMessages(url, requestOf('hi', { stream: true }))
    expect(answer.headers.get('content-type')).to.equal('text/event-stream; charset=utf-8')
    expect(answer.headers.get('content-length')).to.equal(null)
    const events = decodeFrames(await answer.text())
    expect(events.map(event => event.type)).to.deep.equal([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ])
  })

  it('names the field that is wrong (case 117)', async () => {
    const { url } = await serve()
    const wrong: readonly [unknown, RegExp][] = [
      ['{', /JSON/],
      [[], /object/],
      [{ max_tokens: 1, messages: [] }, /^model: /],
      [{ model: 'm', messages: [{ role: 'user', content: 'x' }] }, /^max_tokens: /],
      [{ model: 'm', max_tokens: 1 }, /^messages: /],
      [{ model: 'm', max_tokens: 1, messages: {} }, /^messages: /],
      [{ model: 'm', max_tokens: 1, messages: [{ role: 'foo', content: 'x' }] }, /^messages\.0\.role: /],
    ]
    for (const [body, message] of wrong) {
      const answer = await postMessages(url, body)
      const { type, error } = (await answer.json()) as {
        type: string
        error: { type: string; message: string }
      }
      expect(answer.status, JSON.stringify(body)).to.equal(400)
      expect(type).to.equal('error')
      expect(error.type).to.equal('invalid_request_error')
      expect(error.message).to.match(message)
    }
  })

  it('stops the backend when the client leaves', async () => {
    let stopped = false
    const { url, gateway } = await serve({
      source: async function* (_, call) {
        call.signal.addEventListener('abort', () => {
          stopped = true
        })
        yield { type: 'ping' }
        await new Promise(() => {})
      },
    })
    const controller = new AbortController()
    const asked = postMessages(url, requestOf('hi', { stream: true }), {}, controller.signal).catch(
      () => undefined,
    )
    await until(() => gateway.status.exchanges.open === 1)
    controller.abort()
    await asked
    await until(() => stopped && gateway.status.exchanges.aborted === 1)
  })
})
