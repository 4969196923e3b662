import { connect } from 'node:net'
import { expect } from 'chai'
import { type ErrorBody, OverloadedError, RateLimitError } from '../../src/anthropic/errors.ts'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import { messageOf, requestOf, type Source, until } from '../support/gateway.ts'
import { closeServers, postMessages, serve } from '../support/server.ts'

afterEach(closeServers)

const streamed = requestOf('hi', { stream: true })
const events = [...unfold(messageOf('hello'))]

const failingAfter = (first: readonly StreamEvent[], error: Error): Source =>
  async function* () {
    yield* first
    throw error
  }

describe('a stream that fails before its first event', () => {
  it('is a status, so that the client can retry with backoff', async () => {
    const { url } = await serve({
      source: failingAfter([], new RateLimitError('slow down', { retryAfter: 7 })),
    })
    const answer = await postMessages(url, streamed)
    expect(answer.status).to.equal(429)
    expect(answer.headers.get('retry-after')).to.equal('7')
    expect(((await answer.json()) as ErrorBody).error.type).to.equal('rate_limit_error')
  })

  it('is a status even after pings, which are no content', async () => {
    const { url } = await serve({ source: failingAfter([{ type: 'ping' }], new OverloadedError('busy')) })
    expect((await postMessages(url, streamed)).status).to.equal(529)
  })
})

describe('a stream that fails after its first event', () => {
  it('ends in one error event and nothing else', async () => {
    const { url } = await serve({ source: failingAfter(events.slice(0, 3), new OverloadedError('cut')) })
    const answer = await postMessages(url, streamed)
    expect(answer.status).to.equal(200)
    const frames = (await answer.text()).trimEnd().split('\n\n')
    expect(frames).to.have.length(4)
    expect(frames[3]).to.match(
      /^event: error\ndata: \{"type":"error","error":\{"type":"overloaded_error","message":"cut"\}/,
    )
  })

  it("passes the upstream's own error event on", async () => {
    const body = Buffer.from(
      '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"up"}',
    )
    const error = new OverloadedError('Overloaded', { raw: { status: 200, headers: {}, body } })
    const { url } = await serve({ source: failingAfter(events.slice(0, 2), error) })
    expect(await (await postMessages(url, streamed)).text()).to.contain(`event: error\ndata: ${body}\n\n`)
  })
})

describe('silence', () => {
  it('before the first event commits the status after a while, and pings follow', async () => {
    let release = () => {}
    const { url } = await serve({
      settings: { commitAfterMs: 10 },
      pingAfterMs: 10,
      source: async function* () {
        await new Promise<void>(resolve => {
          release = resolve
        })
        yield* events
      },
    })
    const answer = await postMessages(url, streamed)
    expect(answer.status).to.equal(200)
    const reader = answer.body?.getReader()
    const first = Buffer.from((await reader?.read())?.value ?? []).toString()
    expect(first).to.contain('event: ping\ndata: {"type":"ping"}\n\n')
    release()
    let rest = ''
    for (;;) {
      const step = await reader?.read()
      if (!step || step.done) break
      rest += Buffer.from(step.value).toString()
    }
    expect(rest).to.contain('event: message_stop')
  })

  it('inside a stream is filled with pings between events', async () => {
    const { url } = await serve({
      pingAfterMs: 10,
      source: async function* () {
        yield* events.slice(0, 2)
        await new Promise(resolve => setTimeout(resolve, 60))
        yield* events.slice(2)
      },
    })
    const types = (await (await postMessages(url, streamed)).text()).match(/^event: .*$/gm) ?? []
    expect(types.slice(0, 3)).to.deep.equal([
      'event: message_start',
      'event: content_block_start',
      'event: ping',
    ])
    expect(types.at(-1)).to.equal('event: message_stop')
  })
})

describe('a client that reads slowly', () => {
  it('holds the backend back instead of filling memory (case 52)', async () => {
    let made = 0
    const { server, gateway } = await serve({
      source: async function* () {
        yield* events.slice(0, 2)
        for (; made < 2_000; made++) {
          yield {
            type: 'content_block_delta',
            index: 0,
            delta: { type: 'text_delta', text: 'x'.repeat(64_000) },
          }
        }
        yield* events.slice(3)
      },
    })
    const body = JSON.stringify(streamed)
    const socket = connect(server.port, '127.0.0.1')
    socket.pause()
    socket.write(
      `POST /v1/messages HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    )
    await until(() => made > 0)
    let before = -1
    while (before !== made) {
      before = made
      await new Promise(resolve => setTimeout(resolve, 100))
    }
    expect(made).to.be.lessThan(1_000)
    socket.destroy()
    await until(() => gateway.status.exchanges.open === 0)
  })
})

describe('events of one turn', () => {
  it('leave in one write', async () => {
    const { url } = await serve()
    const answer = await postMessages(url, streamed)
    const reader = answer.body?.getReader()
    const first = Buffer.from((await reader?.read())?.value ?? []).toString()
    expect(first).to.contain('message_start').and.contain('message_stop')
  })
})
