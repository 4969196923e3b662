import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { fold } from '../../../src/anthropic/fold.ts'
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import { replaceModel, scanRequest } from '../../../src/anthropic/scan.ts'
import { type AnthropicOptions, anthropic } from '../../../src/backends/anthropic/index.ts'
import type { Backend } from '../../../src/core/backend.ts'
import { type Batch, batchesOf } from '../../../src/core/batch.ts'
import { silentLog } from '../../../src/core/log.ts'
import { createWire, type Wire } from '../../../src/wire/http.ts'
import { makeCall } from '../../support/call.ts'
import { failureOf } from '../../support/failure.ts'
import {
  blockStop,
  errorAnswer,
  errorBody,
  frame,
  htmlAnswer,
  jsonAnswer,
  message,
  messageDelta,
  messageStart,
  messageStop,
  ping,
  streamAnswer,
  textDelta,
  textFrames,
  textStart,
} from '../../support/strict/anthropic-answers.ts'
import { type AnthropicServer, startAnthropicServer } from '../../support/strict/anthropic-server.ts'
import type { ScriptedAnswer } from '../../support/strict/scripted-server.ts'

const credentials = { 'x-api-key': 'sk-ant-api03-canary' }
const headers = {
  'anthropic-version': '2023-06-01',
  'anthropic-beta': 'claude-code-20250219,unheard-of-2031-01-01',
  'user-agent': 'claude-cli/2.1.330 (external, sdk-cli)',
  'x-claude-code-session-id': '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  'x-stainless-lang': 'js',
  'x-app': 'cli',
  'anthropic-dangerous-direct-browser-access': 'true',
  accept: 'application/json',
  'content-type': 'application/json',
}
/** Odd spacing, escapes and an unheard-of field: what a parse and a stringify would not give back. */
const bodyText = (stream: boolean): string =>
  `{ "model" : "claude-sonnet-5-5","max_tokens":1e2,  "stream":${stream},
  "messages":[{"role":"user","content":"caf\\u00e9 ä 😀 \\/ 1.0"}], "unheard_of":{"a":[1.50,null]} , "top_p":0.10}`

describe('the anthropic backend', () => {
  let server: AnthropicServer
  let wire: Wire

  beforeEach(async () => {
    server = await startAnthropicServer({ extraFields: ['unheard_of'] })
    wire = createWire()
  })
  afterEach(async () => {
    wire.close()
    await server.close()
    expect(server.violations).to.deep.equal([])
  })

  const backend = (options: AnthropicOptions = {}): Backend =>
    anthropic({ baseUrl: server.url, trusted: true, ...options })({ name: 'claude', wire, log: silentLog })

  const collect = async (stream: ReturnType<Backend['stream']> | undefined): Promise<Batch[]> => {
    const batches: Batch[] = []
    for await (const batch of batchesOf(stream ?? empty())) batches.push(batch)
    return batches
  }
  async function* empty() {}

  const forward = (text = bodyText(true), call = makeCall({ headers, credentials, query: 'beta=true' })) => {
    const bytes = Buffer.from(text)
    const { model = '', stream } = scanRequest(bytes)
    return collect(backend().forward?.({ bytes, model, stream }, call))
  }
  const framesOf = (batches: readonly Batch[]): string =>
    Buffer.concat(batches.map(batch => batch.frames)).toString()

  describe('carries a request', () => {
    it('with the client’s bytes, query and headers as they came (case 123)', async () => {
      await forward()
      const [received] = server.received
      expect(received?.body.toString()).to.equal(bodyText(true))
      expect(received?.url).to.equal('/v1/messages?beta=true')
      expect(received?.headers).to.deep.equal({
        ...headers,
        ...credentials,
        'accept-encoding': 'identity',
        'content-length': String(Buffer.byteLength(bodyText(true))),
        host: `127.0.0.1:${server.port}`,
        connection: 'keep-alive',
      })
    })
    it('with nothing but the model exchanged where another one is chosen (case 123)', async () => {
      const bytes = Buffer.from(bodyText(true))
      const model = 'claude-haiku-5-5'
      const changed = replaceModel(bytes, scanRequest(bytes), model)
      await collect(
        backend().forward?.({ bytes: changed, model, stream: true }, makeCall({ headers, credentials })),
      )
      expect(server.received[0]?.body.toString()).to.equal(
        bodyText(true).replace('claude-sonnet-5-5', 'claude-haiku-5-5'),
      )
    })
    it('that plugins changed, unknown fields included', async () => {
      const request = { ...(JSON.parse(bodyText(true)) as MessagesRequest), max_tokens: 7 }
      await collect(backend().stream(request, makeCall({ headers, credentials })))
      expect(JSON.parse(String(server.received[0]?.body))).to.deep.equal(request)
      expect(server.received[0]?.url).to.equal('/v1/messages')
    })
    it('of 1 MB without parsing it', async () => {
      const text = JSON.stringify({
        model: 'claude-sonnet-5-5',
        max_tokens: 10,
        stream: true,
        messages: [{ role: 'user', content: 'ä'.repeat(500_000) }],
      })
      const call = makeCall({ headers, credentials })
      const { parse } = JSON
      let parses = 0
      JSON.parse = (...given: Parameters<typeof parse>) => {
        if (given[0] === text) parses += 1
        return parse(...given)
      }
      try {
        await forward(text, call)
      } finally {
        JSON.parse = parse
      }
      // The strict server is in this process and parses it twice: for its rules and for its answer.
      expect(parses).to.equal(2)
      expect(call.attempts[0]?.request.body).to.deep.equal(JSON.parse(text))
    })
  })

  describe('carries a streamed answer', () => {
    it('byte for byte, pings, comments and unheard-of events included (case 123)', async () => {
      const strange = frame({ type: 'unheard_of', some: ['thing'] })
      const frames = [messageStart(), ping, ': a comment\n\n', strange, ...textFrames('ä😀').slice(1)]
      server.answer(streamAnswer(frames))
      const call = makeCall({ headers, credentials })
      expect(framesOf(await forward(undefined, call))).to.equal(frames.join(''))
    })
    it('cut anywhere on its way, in complete frames', async () => {
      const bytes = Buffer.from(textFrames('größer 😀').join(''))
      const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, index) => [
        bytes.subarray(index * 7, index * 7 + 7),
        { wait: 0 },
      ]).flat()
      server.answer(streamAnswer(pieces))
      const batches = await forward()
      expect(framesOf(batches)).to.equal(bytes.toString())
      for (const batch of batches) expect(batch.frames.toString()).to.match(/\n\n$/)
      expect(fold(batches.flatMap(batch => batch.events))).to.deep.include({
        content: [{ type: 'text', text: 'größer 😀' }],
      })
    })
    for (const encoding of ['gzip', 'br'] as const) {
      it(`in ${encoding} that was not asked for, decoded (case 123)`, async () => {
        server.answer(streamAnswer(textFrames(), { encoding }))
        const call = makeCall({ headers, credentials })
        expect(framesOf(await forward(undefined, call))).to.equal(textFrames().join(''))
        expect(call.heads[0]?.headers).not.to.have.any.keys('content-encoding', 'content-length')
      })
    }
    it('as it arrives, and tells of its head before the first event', async () => {
      let release = (): void => {}
      const until = new Promise<void>(resolve => {
        release = resolve
      })
      server.answer(streamAnswer([messageStart(), { until }, ...textFrames().slice(1)]))
      const call = makeCall({ headers, credentials })
      const bytes = Buffer.from(bodyText(true))
      const stream = backend().forward?.({ bytes, model: 'm', stream: true }, call)
      const iterator = batchesOf(stream ?? empty())[Symbol.asyncIterator]()
      const first = await iterator.next()
      expect(first.value?.frames.toString()).to.equal(messageStart())
      expect(call.heads).to.have.length(1)
      release()
      let rest = ''
      for (let next = await iterator.next(); !next.done; next = await iterator.next())
        rest += next.value.frames
      expect(rest).to.equal(textFrames().slice(1).join(''))
    })
    it('with the head that the client gets: its own headers, without cookies', async () => {
      const call = makeCall({ headers, credentials })
      await forward(undefined, call)
      expect(call.heads).to.have.length(1)
      expect(call.heads[0]).to.include({ status: 200 })
      expect(call.heads[0]?.headers).to.include({
        'request-id': 'req_01Strict',
        'anthropic-ratelimit-requests-remaining': '3999',
        'anthropic-organization-id': '0d3f2c1a-0000-4000-8000-000000000001',
      })
      expect(call.heads[0]?.headers).not.to.have.any.keys('set-cookie', 'transfer-encoding', 'connection')
      expect(call.attempts[0]).to.include({ status: 200 })
    })
    it('to its end although the connection breaks behind it', async () => {
      server.answer(streamAnswer([...textFrames(), { wait: 10 }, { end: 'reset' }]))
      expect(framesOf(await forward())).to.equal(textFrames().join(''))
    })
    it('whose last blank line is missing', async () => {
      const text = textFrames().join('')
      server.answer(streamAnswer([text.slice(0, -1)]))
      expect(framesOf(await forward())).to.equal(`${text}\n`)
    })
  })

  describe('says it when a stream breaks', () => {
    const consume = async (): Promise<{ text: string; error: Awaited<ReturnType<typeof failureOf>> }> => {
      let text = ''
      const bytes = Buffer.from(bodyText(true))
      const stream = backend().forward?.(
        { bytes, model: 'm', stream: true },
        makeCall({ headers, credentials }),
      )
      const error = await failureOf(
        (async () => {
          for await (const batch of batchesOf(stream ?? empty())) text += batch.frames
        })(),
      )
      return { text, error }
    }
    const begun = [messageStart(), textStart(), textDelta('Hel')]

    it('by the connection, after all complete frames', async () => {
      server.answer(streamAnswer([...begun, 'event: content_bl', { wait: 10 }, { end: 'cut' }]))
      const { text, error } = await consume()
      expect(text).to.equal(begun.join(''))
      expect(error).to.include({ type: 'overloaded_error' })
    })
    it('by an end without `message_stop`, after all complete frames', async () => {
      server.answer(streamAnswer([...begun, 'event: content_block_delta\ndata: {"type":"content']))
      const { text, error } = await consume()
      expect(text).to.equal(begun.join(''))
      expect(error).to.include({ type: 'overloaded_error' })
      expect(error.message).to.contain('before the message was complete')
    })
    it('by an end without `message_stop` of which the model only speaks', async () => {
      server.answer(
        streamAnswer([...begun, textDelta('\nevent: message_stop\ndata: {"type":"message_stop"}\n\n')]),
      )
      const { error } = await consume()
      expect(error).to.include({ type: 'overloaded_error' })
    })
    it('by an end before anything', async () => {
      server.answer(streamAnswer([]))
      expect((await consume()).error).to.include({ type: 'overloaded_error' })
    })
    it('by an `event: error`, whose own bytes the error keeps', async () => {
      const said = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
      server.answer(streamAnswer([...begun, frame(said)]))
      const { text, error } = await consume()
      expect(text).to.equal(begun.join(''))
      expect(error).to.include({ type: 'overloaded_error', message: 'Overloaded' })
      expect(JSON.parse(Buffer.from(error.raw?.body ?? []).toString())).to.deep.equal(said)
    })
  })

  describe('carries a whole answer', () => {
    it('byte for byte', async () => {
      const body =
        '{ "type":"message", "content":[{"type":"text","text":"caf\\u00e9"}] , "unheard_of":1.0,"usage":{}}'
      server.answer({ headers: { 'content-type': 'application/json' }, pieces: [body] })
      const [batch] = await forward(bodyText(false))
      expect(batch?.body?.toString()).to.equal(body)
    })
    it('where a stream was asked for, too', async () => {
      server.answer(jsonAnswer(message()))
      const call = makeCall({ headers, credentials })
      const [batch] = await forward(undefined, call)
      expect(fold(batch?.events ?? [])).to.deep.include({ content: message().content })
      expect(call.heads).to.have.length(1)
    })
    it('compressed as it may be (case 123)', async () => {
      server.answer({
        ...jsonAnswer(message()),
        encoding: 'gzip',
        headers: { 'content-type': 'application/json' },
      })
      const [batch] = await forward(bodyText(false))
      expect(batch?.body?.toString()).to.equal(JSON.stringify(message()))
    })
    const strange: Readonly<Record<string, readonly [ScriptedAnswer, string]>> = {
      'a web page': [htmlAnswer(200, 'Welcome'), 'a web page ("Welcome") instead of JSON'],
      'nothing at all': [{ pieces: [] }, 'an empty body'],
      'plain words': [{ headers: { 'content-type': 'text/plain' }, pieces: ['all fine'] }, 'all fine'],
      'JSON of something else': [jsonAnswer({ object: 'list' }), 'not a message'],
    }
    for (const [name, [answer, words]] of Object.entries(strange)) {
      it(`unless it is ${name}: then it is an error that says so`, async () => {
        server.answer(answer)
        const call = makeCall({ headers, credentials })
        const error = await failureOf(forward(undefined, call))
        expect(error).to.include({ type: 'api_error', status: 500 })
        expect(error.message).to.contain(words).and.contain(`127.0.0.1:${server.port}`)
        expect(call.heads, 'nothing to commit to').to.deep.equal([])
      })
    }
    it('unless its end is missing: then it can be repeated, and nothing of it is shown', async () => {
      const text = JSON.stringify(message()).slice(0, -20)
      server.answer({ headers: { 'content-type': 'application/json' }, pieces: [text] })
      const error = await failureOf(forward(bodyText(false)))
      expect(error).to.include({ type: 'overloaded_error', backend: 'claude' })
      expect(error.message).to.equal(`127.0.0.1:${server.port} broke off its answer`)
    })
    it('unless it is an error that calls itself a success', async () => {
      server.answer(jsonAnswer(errorBody('overloaded_error', 'Overloaded')))
      const error = await failureOf(forward(bodyText(false)))
      expect(error).to.include({ type: 'overloaded_error', status: 529, message: 'Overloaded' })
      expect(error.raw).to.deep.include({ status: 529 })
    })
  })

  it('gives back an upstream’s refusal byte for byte, with its status and headers (case 123)', async () => {
    const body =
      '{"type":"error", "error":{"type":"invalid_request_error","message":"prompt is too long: 9 > 8"} }'
    const own = { 'content-type': 'application/json', 'request-id': 'req_9', 'x-should-retry': 'false' }
    server.answer({ status: 400, headers: own, pieces: [body] })
    const call = makeCall({ headers, credentials })
    const error = await failureOf(forward(undefined, call))
    expect(error).to.include({
      type: 'invalid_request_error',
      status: 400,
      backend: 'claude',
      shouldRetry: false,
    })
    expect(error.message).to.equal('prompt is too long: 9 > 8')
    expect(Buffer.from(error.raw?.body ?? []).toString()).to.equal(body)
    expect(error.raw?.headers).to.include(own)
    expect(call.attempts[0]).to.include({ status: 400 })
    expect(call.heads).to.deep.equal([])
  })

  it('leaves at once when the client does', async () => {
    const abort = new AbortController()
    server.answer(streamAnswer([messageStart(), { end: 'hang' }]))
    const call = makeCall({ headers, credentials, signal: abort.signal })
    const failed = failureOf(forward(undefined, call))
    const received = await server.request(0)
    await sleep(20)
    abort.abort(new Error('the client left'))
    expect((await failed).message).to.equal('the client left')
    expect(await received.ended).to.equal(false)
  })

  describe('counts tokens', () => {
    const request = {
      model: 'claude-sonnet-5-5',
      messages: [{ role: 'user', content: 'foo' }],
      tools: [],
    } as const

    it('as the API does, with its own bytes', async () => {
      const body = '{"input_tokens":2095,"context_management":{"original_input_tokens":3000}}'
      server.answer({ headers: { 'content-type': 'application/json' }, pieces: [body] })
      const count = await backend().countTokens?.(
        request,
        makeCall({ headers, credentials, query: 'beta=true' }),
      )
      expect(count).to.deep.equal({ inputTokens: 2095, estimated: false, body: Buffer.from(body) })
      expect(server.received[0]).to.include({ method: 'POST', url: '/v1/messages/count_tokens?beta=true' })
      expect(JSON.parse(String(server.received[0]?.body))).to.deep.equal(request)
    })
    it('or says that the answer is none', async () => {
      server.answer(jsonAnswer({ tokens: 1 }), errorAnswer(404, 'not_found_error', 'Not found'))
      const call = makeCall({ headers, credentials })
      expect(await failureOf(backend().countTokens?.(request, call) ?? Promise.resolve())).to.include({
        type: 'api_error',
      })
      expect(await failureOf(backend().countTokens?.(request, call) ?? Promise.resolve())).to.include({
        type: 'not_found_error',
        status: 404,
      })
    })
  })

  describe('lists models', () => {
    it('with what the API knows of them', async () => {
      const models = await backend().models?.(makeCall({ headers, credentials }))
      expect(models?.[0]).to.deep.equal({
        id: 'claude-sonnet-5-5',
        displayName: 'Claude Sonnet 5.5',
        createdAt: '2026-10-01T00:00:00Z',
        contextWindow: 1_000_000,
        maxOutput: 128_000,
      })
      expect(server.received[0]?.url).to.equal('/v1/models?limit=1000')
    })
    it('through all pages', async () => {
      server.answer(
        jsonAnswer({ data: [{ id: 'a' }], has_more: true, last_id: 'a' }),
        jsonAnswer({ data: [{ id: 'b', max_tokens: null }], has_more: false, last_id: 'b' }),
      )
      const models = await backend().models?.(makeCall({ headers, credentials }))
      expect(models).to.deep.equal([{ id: 'a' }, { id: 'b' }])
      expect(server.received[1]?.url).to.equal('/v1/models?limit=1000&after_id=a')
    })
    it('or says that the answer is no list', async () => {
      server.answer(htmlAnswer(200, 'Log in'))
      const failed = failureOf(backend().models?.(makeCall({ headers, credentials })) ?? Promise.resolve())
      expect((await failed).message).to.contain('Log in')
    })
  })

  describe('carries any other path', () => {
    const relay = (method: string, path: string, body?: string, type?: string) =>
      backend().relay?.(
        { method, path, ...(body !== undefined && { body: Buffer.from(body) }) },
        makeCall({ headers: { ...headers, ...(type && { 'content-type': type }) }, credentials }),
      )
    const textOf = async (body: AsyncIterable<Buffer> | undefined): Promise<string> => {
      const chunks: Buffer[] = []
      for await (const chunk of body ?? []) chunks.push(chunk)
      return Buffer.concat(chunks).toString()
    }

    it('with its method, query and bytes, and the answer’s own status, headers and bytes', async () => {
      server.answer(jsonAnswer({ id: 'file_1' }, 201))
      const answer = await relay('POST', '/v1/files?x=%2F', '--b\r\n\0ä', 'multipart/form-data; boundary=b')
      expect(server.received[0]).to.include({ method: 'POST', url: '/v1/files?x=%2F' })
      expect(server.received[0]?.headers).to.include({ 'content-type': 'multipart/form-data; boundary=b' })
      expect(server.received[0]?.body.toString()).to.equal('--b\r\n\0ä')
      expect(answer).to.include({ status: 201 })
      expect(answer?.headers).to.include({ 'request-id': 'req_01Strict' }).and.not.have.property('set-cookie')
      expect(await textOf(answer?.body)).to.equal('{"id":"file_1"}')
    })
    it('refusals included: nothing is thrown', async () => {
      server.answer(errorAnswer(404, 'not_found_error', 'no such file'))
      const answer = await relay('DELETE', '/v1/files/file_2')
      expect(answer).to.include({ status: 404 })
      expect(JSON.parse(await textOf(answer?.body))).to.deep.equal(
        errorBody('not_found_error', 'no such file'),
      )
    })
    it('as it arrives', async () => {
      server.answer({ pieces: ['{"a":1}\n', { end: 'hang' }] })
      const answer = await relay('GET', '/v1/messages/batches/b/results')
      for await (const chunk of answer?.body ?? []) {
        expect(chunk.toString()).to.equal('{"a":1}\n')
        break
      }
      expect(await server.received[0]?.ended).to.equal(false)
    })
    it('without telling a type for a body that is not there', async () => {
      server.answer({})
      await relay('GET', '/v1/organizations/me')
      expect(server.received[0]?.headers).not.to.have.property('content-type')
    })
  })

  it('speaks the newer version of the API as well', async () => {
    const newer = { ...headers, 'anthropic-version': '2026-10-21' }
    const bearer = { authorization: 'Bearer sk-ant-api03-canary' }
    expect(framesOf(await forward(undefined, makeCall({ headers: newer, credentials: bearer })))).to.equal(
      textFrames().join(''),
    )
    expect(server.received[0]?.headers).to.include({ 'anthropic-version': '2026-10-21', ...bearer })
  })

  it('keeps one stream from another, a hundred at a time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const text = JSON.stringify({
          model: `model-${index}`,
          max_tokens: 10,
          stream: true,
          messages: [{ role: 'user', content: 'x' }],
        })
        return framesOf(await forward(text))
      }),
    )
    for (const [index, text] of answers.entries())
      expect(text).to.equal(textFrames('Hello', `model-${index}`).join(''))
  })

  it('names its address without a login, and the model it was given', () => {
    const made = backend({ baseUrl: 'https://user:canary@llm.example/anthropic/v1/', model: 'kimi-k2' })
    expect(made).to.include({
      name: 'claude',
      address: 'https://llm.example/anthropic',
      model: 'kimi-k2',
      native: true,
    })
    expect(anthropic()({ name: 'claude', wire, log: silentLog })).to.include({
      address: 'https://api.anthropic.com',
    })
  })

  it('writes frames that it has not seen whole into no batch', async () => {
    server.answer(
      streamAnswer([
        messageStart() + textStart() + textDelta('a').slice(0, 20),
        { wait: 10 },
        textDelta('a').slice(20),
        blockStop(),
        messageDelta(),
        messageStop,
      ]),
    )
    const batches = await forward()
    expect(batches[0]?.frames.toString()).to.equal(messageStart() + textStart())
  })
})
