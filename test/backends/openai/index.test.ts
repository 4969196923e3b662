import { expect } from 'chai'
import type { ContentBlock } from '../../../src/anthropic/blocks.ts'
import type { Message } from '../../../src/anthropic/message.ts'
import type { InputMessage, Tool } from '../../../src/anthropic/request.ts'
import { openai } from '../../../src/backends/openai/index.ts'
import type { Backend } from '../../../src/core/backend.ts'
import { silentLog } from '../../../src/core/log.ts'
import { memoryStore } from '../../../src/core/store.ts'
import { type OracleProxy, startOracleProxy } from '../../oracle/proxy.ts'
import { makeCall } from '../../support/call.ts'
import { failureOf } from '../../support/failure.ts'
import { closeServers, postMessages, serve } from '../../support/server.ts'
import {
  chatError,
  chatJson,
  chatStream,
  chatTextFrames,
  chatToolFrames,
  completion,
  dataFrame,
  delta,
  usageChunk,
} from '../../support/strict/openai-answers.ts'
import type { HostName } from '../../support/strict/openai-hosts.ts'
import { startOpenAiServer } from '../../support/strict/openai-server.ts'
import { type Bench, questionOf, startBench } from './backend.ts'

const bash: Tool = {
  name: 'Bash',
  description: 'Runs a command.',
  input_schema: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
}

/** The conversation that goes on after an answer with calls. */
const continued = (answer: Message): InputMessage[] => [
  { role: 'user', content: 'Hi' },
  { role: 'assistant', content: answer.content as readonly ContentBlock[] },
  {
    role: 'user',
    content: answer.content.flatMap(block =>
      block.type === 'tool_use'
        ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'ok' }]
        : [],
    ),
  },
]

const assistantOf = (body: Readonly<Record<string, unknown>> | undefined) =>
  ((body?.messages ?? []) as Readonly<Record<string, unknown>>[]).find(({ role }) => role === 'assistant')

/** A tokenizer that is not ours: three letters, a digit or a sign are one token. */
const hostCount = (body: Buffer | undefined): number => {
  const { messages, tools } = JSON.parse(String(body)) as {
    readonly messages: unknown
    readonly tools: unknown
  }
  return JSON.stringify([messages, tools]).match(/[a-z]{1,3}|\d|[^a-z\d\s]/gi)?.length ?? 0
}

/** Half of the prompt came from a cache. */
const answerWith = (prompt: number) =>
  chatStream([
    ...chatTextFrames().slice(0, 3),
    dataFrame({
      choices: [],
      usage: {
        prompt_tokens: prompt,
        prompt_tokens_details: { cached_tokens: Math.floor(prompt / 2) },
        completion_tokens: 7,
        total_tokens: prompt + 7,
      },
    }),
    dataFrame('[DONE]'),
  ])

describe('the backend openai', () => {
  const benches: Bench[] = []
  const servers: { close(): Promise<void> }[] = []
  const bench = async (host?: HostName, options?: Parameters<typeof openai>[0]): Promise<Bench> => {
    const made = await startBench(host, options)
    benches.push(made)
    return made
  }
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close()
    for (const { server, close } of benches.splice(0)) {
      await close()
      expect(server.violations).to.deep.equal([])
    }
  })

  it('answers from a stream, under the name that the client asked for', async () => {
    const { ask } = await bench()
    const { message, call } = await ask({ stream: true })
    expect(message.content).to.deep.equal([{ type: 'text', text: 'Hello', citations: null }])
    expect(message).to.include({ model: call.asked, stop_reason: 'end_turn' })
    expect(message.id).to.match(/^msg_[0-9a-f]{24}$/)
  })

  it('uses the connection of an answer that is over again', async () => {
    const { ask, server } = await bench()
    for (let time = 0; time < 4; time += 1) await ask({ stream: true })
    await ask({})
    expect(server.connections).to.equal(1)
  })

  it('answers from a whole body', async () => {
    const { ask, sent } = await bench()
    expect((await ask({})).message.content).to.deep.equal([{ type: 'text', text: 'Hello', citations: null }])
    expect(sent()[0]).not.to.have.any.keys('stream', 'stream_options')
  })

  it('announces each send without credentials, and tells of the answer', async () => {
    const { ask, server } = await bench()
    const { call } = await ask({ stream: true })
    expect(call.attempts.map(({ request }) => request.headers)).to.deep.equal([{}])
    expect(call.heads[0]?.headers).to.include({ 'anthropic-ratelimit-requests-limit': '5000' })
    expect(server.received[0]?.headers.authorization).to.equal('Bearer sk-test')
  })

  it('sends what a plugin has made of the request', async () => {
    const { ask, sent, server } = await bench()
    await ask(
      {},
      {
        beforeAttempt: attempt => {
          const body = { ...(attempt.request.body as object), seed: 7 }
          attempt.request = { ...attempt.request, headers: { 'x-tag': 'a' }, body }
        },
      },
    )
    expect(sent()[0]).to.include({ seed: 7 })
    expect(server.received[0]?.headers['x-tag']).to.equal('a')
  })

  it("puts the key where Azure looks for it, and the user's own headers beside it", async () => {
    const { ask, server } = await bench('azure', { headers: { 'x-team': 'blue' } })
    await ask({})
    const { headers } = server.received[0] ?? {}
    expect(headers).to.include({ 'api-key': 'sk-test', 'x-team': 'blue' })
    expect(headers).not.to.have.property('authorization')
  })

  it('answers a request for no tokens by itself', async () => {
    const { ask, server } = await bench()
    const { message } = await ask({ max_tokens: 0 })
    expect(message).to.include({ stop_reason: 'max_tokens' })
    expect(message.content).to.deep.equal([])
    expect(server.received).to.have.length(0)
  })

  it('lists the models of the host', async () => {
    const { backend } = await bench()
    const models = await backend.models?.(makeCall())
    expect(models?.map(({ id }) => id)).to.deep.equal(['gpt-5.1', 'gpt-5-mini'])
    expect(models?.[0]?.createdAt).to.equal('2025-11-13T02:13:20.000Z')
  })

  it('says what is wrong when the list of models is none', async () => {
    const { backend, server } = await bench()
    server.answer({
      headers: { 'content-type': 'text/html' },
      pieces: ['<html><title>Sign in</title></html>'],
    })
    expect((await failureOf(backend.models?.(makeCall()) as Promise<unknown>)).type).to.equal('api_error')
    server.answer(chatError({ status: 403, message: 'not yours' }))
    expect(await failureOf(backend.models?.(makeCall()) as Promise<unknown>)).to.include({ status: 403 })
  })

  it('counts tokens without asking anybody', async () => {
    const { backend, server } = await bench()
    const short = await backend.countTokens?.(questionOf(), makeCall())
    const long = await backend.countTokens?.(questionOf({ tools: [bash] }), makeCall())
    expect(short?.estimated).to.equal(true)
    expect(long?.inputTokens).to.be.above((short?.inputTokens ?? 0) + 10)
    expect(server.received).to.have.length(0)
  })

  it('gives no conversation the reasoning of another, although their calls have one id', async () => {
    const { ask, server, sent } = await bench('gemini')
    const call = (thought_signature: string) => ({
      tool_calls: [
        {
          index: 0,
          id: 'functions.Bash:0',
          type: 'function',
          function: { name: 'Bash', arguments: '{}' },
          extra_content: { google: { thought_signature } },
        },
      ],
    })
    const first = (text: string): InputMessage => ({ role: 'user', content: text })
    const answers: Message[] = []
    for (const name of ['one', 'other']) {
      server.answer(chatJson(completion(call(`signature of ${name}`), 'tool_calls')))
      answers.push((await ask({ model: 'gemini-3.1-pro', tools: [bash], messages: [first(name)] })).message)
    }
    const [one] = answers as [Message]
    const messages = [first('one'), ...continued(one).slice(1)]
    await ask({ model: 'gemini-3.1-pro', tools: [bash], messages })
    expect(JSON.stringify(sent().at(-1)))
      .to.contain('signature of one')
      .and.not.contain('signature of other')
  })

  it('counts ever more as its host does, whose tokenizer is another, and still does after a restart', async () => {
    const { wire } = await bench()
    const counting = await startOpenAiServer({ answerer: received => answerWith(hostCount(received.body)) })
    servers.push(counting)
    const store = memoryStore()
    const make = () =>
      openai({ baseUrl: counting.baseUrl, apiKey: 'sk', host: 'openai' })({
        name: 'w',
        wire,
        log: silentLog,
        store,
      })
    const asked = (words: number) =>
      questionOf({
        stream: true,
        tools: [bash],
        system: 'You help with everything there is.',
        messages: [
          { role: 'user', content: 'Anything that takes several tokens, 12345 for instance. '.repeat(words) },
        ],
      })
    const errorOf = async (backend: Backend, words: number): Promise<number> => {
      const count = await backend.countTokens?.(asked(words), makeCall())
      for await (const _ of backend.stream(asked(words), makeCall()));
      expect(count?.estimated).to.equal(true)
      return Math.abs((count?.inputTokens ?? 0) / hostCount(counting.received.at(-1)?.body) - 1)
    }
    const backend = make()
    const errors: number[] = []
    for (const words of [400, 150, 700, 300, 90]) errors.push(await errorOf(backend, words))
    expect(errors[0]).to.be.above(0.3)
    expect(Math.max(...errors.slice(2))).to.be.below(0.05)
    expect(await errorOf(make(), 250)).to.be.below(0.05)
  })

  describe('learns from a refusal', () => {
    it('case 92: sends again without the temperature that a model refuses, and remembers it', async () => {
      const { ask, server, sent } = await bench()
      const message =
        "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported."
      server.answer(chatError({ status: 400, message, param: 'temperature', code: 'unsupported_value' }))
      const { message: answer, call } = await ask({ temperature: 0.2 })
      expect(answer.stop_reason).to.equal('end_turn')
      expect(call.attempts).to.have.length(2)
      await ask({ temperature: 0.2 })
      expect(sent().map(body => body.temperature)).to.deep.equal([0.2, undefined, undefined])
      await ask({ model: 'gpt-4o', temperature: 0.2 })
      expect(sent().at(-1)).to.include({ temperature: 0.2 })
    })

    it('asks for no more output than the model can give', async () => {
      const { ask, server, sent } = await bench('compatible')
      const message =
        'max_tokens is too large: 128000. This model supports at most 16384 completion tokens, whereas you provided 128000.'
      server.answer(chatJson({ object: 'error', message, type: 'BadRequestError', code: 400 }, 400))
      await ask({ model: 'unknown-model', max_tokens: 128_000 })
      expect(sent().map(body => body.max_tokens)).to.deep.equal([128_000, 16_384])
    })

    it('gives up after four lessons, with what the host said last', async () => {
      const { ask, server } = await bench('compatible')
      for (const field of ['temperature', 'top_p', 'stop', 'stream_options', 'parallel_tool_calls']) {
        server.answer(chatError({ status: 400, message: `Unrecognized request argument supplied: ${field}` }))
      }
      const failure = await failureOf(
        ask({
          model: 'm',
          stream: true,
          temperature: 0.5,
          top_p: 0.5,
          stop_sequences: ['x'],
          tools: [bash],
          tool_choice: { type: 'auto', disable_parallel_tool_use: true },
        }),
      )
      expect(failure).to.include({ status: 400 })
      expect(failure.message).to.include('parallel_tool_calls')
      expect(server.received).to.have.length(5)
    })

    it('does not send again what a host refuses for another reason', async () => {
      const { ask, server } = await bench()
      server.answer(chatError({ status: 400, message: 'Invalid image.' }))
      expect(await failureOf(ask({ temperature: 0.2 }))).to.include({ type: 'invalid_request_error' })
      expect(server.received).to.have.length(1)
    })
  })

  describe('keeps the reasoning that its host wants back', () => {
    const signature = { extra_content: { google: { thought_signature: 'SIG' } } }
    const gemini = [
      delta({
        role: 'assistant',
        tool_calls: [
          {
            id: 'c1',
            type: 'function',
            function: { name: 'Bash', arguments: '{"command":"ls"}' },
            ...signature,
          },
          { id: 'c2', type: 'function', function: { name: 'Bash', arguments: '{"command":"pwd"}' } },
        ],
      }),
      delta({}, 'stop'),
      usageChunk(),
      '[DONE]',
    ].map(dataFrame)
    const model = 'gemini-3.8-flash'
    const signatures = (body: Readonly<Record<string, unknown>> | undefined) =>
      ((assistantOf(body)?.tool_calls ?? []) as { extra_content?: unknown }[]).map(call => call.extra_content)

    it('case 83: carries the signature of Gemini through the client, on the first of parallel calls', async () => {
      const { ask, server, sent } = await bench('gemini')
      server.answer(chatStream(gemini))
      const { message } = await ask({ model, stream: true, tools: [bash], thinking: { type: 'adaptive' } })
      const fresh = await bench('gemini')
      await fresh.ask({ model, tools: [bash], thinking: { type: 'adaptive' }, messages: continued(message) })
      expect(signatures(fresh.sent()[0])).to.deep.equal([signature.extra_content, undefined])
      expect(sent()).to.have.length(1)
    })

    it('case 83: remembers it for a client that asked for no thinking', async () => {
      const { ask, server, sent } = await bench('gemini')
      server.answer(chatStream(gemini))
      const { message } = await ask({ model, stream: true, tools: [bash] })
      expect(message.content.map(({ type }) => type)).to.deep.equal(['tool_use', 'tool_use'])
      await ask({ model, tools: [bash], messages: continued(message) })
      expect(signatures(sent()[1])).to.deep.equal([signature.extra_content, undefined])
    })

    it('case 83: has a word for Gemini where the signature is lost', async () => {
      const { ask, sent } = await bench('gemini')
      const call = { type: 'tool_use' as const, id: 'c9', name: 'Bash', input: { command: 'ls' } }
      await ask({
        model,
        tools: [bash],
        messages: continued({ content: [call] } as unknown as Message),
      })
      expect(signatures(sent()[0])).to.deep.equal([
        { google: { thought_signature: 'skip_thought_signature_validator' } },
      ])
    })

    it('case 84: gives DeepSeek its reasoning back with every turn of a thinking conversation', async () => {
      const { ask, server, sent } = await bench('deepseek')
      const [head, ...rest] = chatToolFrames('Bash', { command: 'ls' })
      server.answer(chatStream([head ?? '', dataFrame(delta({ reasoning_content: 'Let me see.' })), ...rest]))
      const thinking = { thinking: { type: 'adaptive' as const } }
      const deepseek = { model: 'deepseek-v4-pro', tools: [bash], ...thinking }
      const { message } = await ask({ ...deepseek, stream: true })
      await ask({ ...deepseek, messages: continued(message) })
      expect(assistantOf(sent()[1])).to.include({ reasoning_content: 'Let me see.' })
      expect(sent()[1]?.thinking).to.deep.equal({ type: 'enabled' })
    })

    it('case 84: sends it empty where there is none, and switches thinking off for who wants none', async () => {
      const { ask, sent } = await bench('deepseek')
      const call = { type: 'tool_use' as const, id: 'c9', name: 'Bash', input: { command: 'ls' } }
      const messages = continued({ content: [call] } as unknown as Message)
      await ask({ model: 'deepseek-v4-pro', tools: [bash], messages, thinking: { type: 'adaptive' } })
      await ask({ model: 'deepseek-v4-pro' })
      expect(assistantOf(sent()[0])).to.include({ reasoning_content: '' })
      expect(sent()[1]?.thinking).to.deep.equal({ type: 'disabled' })
    })

    it('case 84: never sends reasoning to R1, which refuses it', async () => {
      const { ask, sent } = await bench('deepseek')
      const block = { type: 'thinking' as const, thinking: 'Hm', signature: 'cdx1.state.reasoning.bnVsbA' }
      await ask({
        model: 'deepseek-reasoner',
        thinking: { type: 'adaptive' },
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: [block, { type: 'text', text: 'Yes' }] },
          { role: 'user', content: 'And?' },
        ],
      })
      expect(assistantOf(sent()[0])).not.to.have.property('reasoning_content')
    })
  })

  describe('fails in the terms of the API', () => {
    it('case 115: keeps the key out of what it says', async () => {
      const { ask } = await bench('openai', { apiKey: 'sk-wrong-abcdefgh1234' })
      const failure = await failureOf(ask({}))
      expect(failure).to.include({ type: 'authentication_error', shouldRetry: false })
      expect(JSON.stringify(failure) + failure.stack).not.to.include('abcdefgh1234')
      benches.splice(0).forEach(made => void made.close())
    })

    it('asks for a key where none is set', async () => {
      const server = await startOpenAiServer()
      const { ask, close } = await startBench('openai', { baseUrl: server.baseUrl })
      const { wire } = await bench()
      const keyless = openai({ baseUrl: server.baseUrl, host: 'openai' })({
        name: 'work',
        wire,
        log: makeCall().log,
      })
      const failure = await failureOf(
        (async () => {
          for await (const _ of keyless.stream(questionOf(), makeCall())) expect.fail('no event is due')
        })(),
      )
      expect(failure).to.include({ type: 'authentication_error', shouldRetry: false })
      expect(failure.message).to.match(/^work: .* wants a key; set apiKey/)
      expect((await ask({})).message.stop_reason).to.equal('end_turn')
      await close()
      await server.close()
    })

    it('case 51: leaves the upstream at once when the client leaves', async () => {
      const { backend, server } = await bench()
      const [head = '', text = ''] = chatTextFrames()
      server.answer(chatStream([head, text, { end: 'hang' }]))
      const abort = new AbortController()
      const events: string[] = []
      const failure = await failureOf(
        (async () => {
          for await (const event of backend.stream(
            questionOf({ stream: true }),
            makeCall({ signal: abort.signal }),
          )) {
            events.push(event.type)
            if (event.type === 'content_block_delta') abort.abort(new Error('the client left'))
          }
        })(),
      )
      expect(failure.message).to.equal('the client left')
      expect(await server.received[0]?.ended).to.equal(false)
      expect(events).to.include('content_block_delta')
    })

    it('ends an answer whose host lingers behind its reason to stop, and the connection with it', async () => {
      const { ask, server } = await bench()
      const [head = '', text = '', end = ''] = chatTextFrames()
      server.answer(chatStream([head, text, end, { end: 'hang' }]))
      const { message } = await ask({ stream: true })
      expect(message.stop_reason).to.equal('end_turn')
      expect(message.usage.output_tokens).to.be.above(0)
      expect(await server.received[0]?.ended).to.equal(false)
    })

    it('takes a connection that breaks off for a failure that the client repeats', async () => {
      const { ask, server } = await bench()
      const [head = '', text = ''] = chatTextFrames()
      server.answer(chatStream([head, text, { wait: 20 }, { end: 'reset' }]))
      expect((await failureOf(ask({ stream: true }))).type).to.be.oneOf(['overloaded_error', 'api_error'])
    })

    it('reads a gateway page without its markup', async () => {
      const { ask, server } = await bench()
      server.answer({
        status: 502,
        headers: { 'content-type': 'text/html' },
        pieces: ['<html><title>Bad gateway</title></html>'],
      })
      const failure = await failureOf(ask({}))
      expect(failure).to.include({ type: 'overloaded_error', status: 529 })
      expect(failure.message).to.include('"Bad gateway"').and.not.include('<')
    })
  })
})

describe('the proxy in front of the backend openai', () => {
  const started: { close(): Promise<void> }[] = []
  afterEach(() => Promise.all(started.splice(0).map(one => one.close())))

  async function start(
    settings = {},
  ): Promise<{ proxy: OracleProxy; server: Awaited<ReturnType<typeof startOpenAiServer>> }> {
    const server = await startOpenAiServer()
    const backend = openai({ baseUrl: server.baseUrl, apiKey: 'sk-test-abcdefgh', host: 'openai' })
    const proxy = await startOracleProxy({ backends: { work: backend }, ...settings })
    started.push(proxy, server)
    return { proxy, server }
  }

  it('case 31: gives an error that is the first event its status', async () => {
    const { proxy, server } = await start()
    server.answer(chatStream([dataFrame({ error: { message: 'slow down', code: 429 } })]))
    const answer = await postMessages(proxy.url, questionOf({ stream: true }))
    expect(answer.status).to.equal(429)
    expect(await answer.json()).to.deep.include({
      type: 'error',
      error: { type: 'rate_limit_error', message: 'work: slow down' },
    })
  })

  it('case 30: gives an empty stream a status that is tried again', async () => {
    const { proxy, server } = await start()
    server.answer(chatStream([]))
    expect((await postMessages(proxy.url, questionOf({ stream: true }))).status).to.equal(529)
  })

  it('case 32: ends a stream with the error that follows a text', async () => {
    const { proxy, server } = await start()
    const [head = '', text = ''] = chatTextFrames()
    server.answer(
      chatStream([head, text, { wait: 50 }, dataFrame({ error: { message: 'slow down', code: 429 } })]),
    )
    const answer = await postMessages(proxy.url, questionOf({ stream: true }))
    expect(answer.status).to.equal(200)
    const body = await answer.text()
    expect(body).to.match(/event: error\ndata: .*"rate_limit_error".*\n\n$/)
    expect(body).not.to.include('message_stop')
  })

  it('case 50: fills the silence of the upstream with pings', async () => {
    const { server, wire, close } = await startBench()
    started.push({ close })
    const [head = '', text = '', ...rest] = chatTextFrames()
    server.answer(chatStream([head, text, { wait: 80 }, ...rest]))
    const backend = openai({ baseUrl: server.baseUrl, apiKey: 'sk-test-abcdefgh', host: 'openai' })
    const silent = await serve({ backend: backend({ name: 'work', wire, log: silentLog }), pingAfterMs: 10 })
    const answer = await postMessages(silent.url, questionOf({ stream: true }))
    expect(await answer.text()).to.match(
      /"Hello".*event: ping\ndata: {"type":"ping"}\n\n.*event: message_stop/s,
    )
    await closeServers()
  })

  it('case 42: makes a stream of the JSON that a host sent instead', async () => {
    const { proxy, server } = await start()
    server.answer(chatJson(completion({ content: 'Whole' })))
    const answer = await postMessages(proxy.url, questionOf({ stream: true }))
    expect(answer.headers.get('content-type')).to.include('text/event-stream')
    expect(await answer.text())
      .to.include('"Whole"')
      .and.include('event: message_stop')
  })

  it('case 115: shows the upstream key to no client', async () => {
    const { proxy, server } = await start()
    server.answer(
      chatError({
        status: 401,
        message: 'Incorrect API key provided: sk-test-abcdefgh.',
        code: 'invalid_api_key',
      }),
    )
    const answer = await postMessages(proxy.url, questionOf())
    expect(answer.status).to.equal(401)
    expect(answer.headers.get('x-should-retry')).to.equal('false')
    expect(await answer.text()).not.to.include('abcdefgh')
  })
})
