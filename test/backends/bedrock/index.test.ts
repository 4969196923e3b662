import { execFileSync } from 'node:child_process'
import { expect } from 'chai'
import type { ContentBlock } from '../../../src/anthropic/blocks.ts'
import type { Message } from '../../../src/anthropic/message.ts'
import type { InputMessage, MessagesRequest } from '../../../src/anthropic/request.ts'
import { bedrock } from '../../../src/backends/bedrock/index.ts'
import { silentLog } from '../../../src/core/log.ts'
import { makeCall } from '../../support/call.ts'
import { failureOf } from '../../support/failure.ts'
import {
  bedrockError,
  bedrockJson,
  bedrockStream,
  blockStop,
  converseAnswer,
  delta,
  errorFrame,
  exceptionFrame,
  messageStop,
  metadata,
  start,
  textFrames,
  toolFrames,
  usage,
} from '../../support/strict/bedrock-answers.ts'
import {
  type Bench,
  bash,
  haiku45,
  llama,
  nova,
  questionOf,
  sonnet,
  sonnet45,
  startBench,
} from './backend.ts'

const invalid = (message: string) => bedrockError({ status: 400, name: 'ValidationException', message })

describe('the backend bedrock', () => {
  const benches: Bench[] = []
  const bench = async (options?: Parameters<typeof startBench>[0]): Promise<Bench> => {
    const made = await startBench(options)
    benches.push(made)
    return made
  }
  afterEach(async () => {
    for (const { server, close } of benches.splice(0)) {
      await close()
      expect(server.violations).to.deep.equal([])
    }
  })

  it('answers from a stream, under the name that the client asked for', async () => {
    const { ask, server } = await bench()
    const { message, call } = await ask({ stream: true })
    expect(message.content).to.deep.equal([{ type: 'text', text: 'Hello', citations: null }])
    expect(message).to.include({ model: call.asked, stop_reason: 'end_turn' })
    expect(message.id).to.match(/^msg_[0-9a-f]{24}$/)
    expect(server.sent()[0]).to.include({ model: sonnet, operation: 'converse-stream' })
  })
  it('answers from a whole body', async () => {
    const { ask, server } = await bench()
    expect((await ask()).message.content).to.deep.equal([{ type: 'text', text: 'Hello', citations: null }])
    expect(server.sent()[0]).to.include({ operation: 'converse' })
  })
  it('is there without AWS’s own client, which its first request loads', () => {
    const module = new URL('../../../src/backends/bedrock/index.ts', import.meta.url).href
    const program = `
      import { createRequire } from 'node:module'
      const { bedrock } = await import(${JSON.stringify(module)})
      bedrock({ region: 'eu-west-1' })({ name: 'b' })
      const loaded = Object.keys(createRequire(import.meta.url).cache).filter(path => path.includes('@aws-sdk'))
      console.log(loaded.length)`
    const parameters = ['--conditions=source', '--import', 'tsx', '--input-type=module', '--eval', program]
    expect(execFileSync(process.execPath, parameters, { encoding: 'utf8' }).trim()).to.equal('0')
  })
  it('answers a request for no tokens by itself', async () => {
    const { ask, server } = await bench()
    expect((await ask({ max_tokens: 0 })).message).to.include({ stop_reason: 'max_tokens' })
    expect(server.received).to.have.length(0)
  })
  it('announces each send as it travels, without credentials, and tells of the answer', async () => {
    const { ask, server } = await bench()
    const { call } = await ask({ stream: true })
    const [attempt] = call.attempts
    expect(attempt?.request).to.deep.include({
      method: 'POST',
      url: `${server.url}/model/us.anthropic.claude-sonnet-5-5/converse-stream`,
      headers: {},
    })
    expect(JSON.parse(JSON.stringify(attempt?.request.body))).to.deep.equal(server.sent()[0]?.body)
    expect(call.heads[0]).to.deep.include({ status: 200 })
    expect(call.heads[0]?.headers).to.have.property('x-amzn-requestid')
  })
  it('sends what a plugin has made of the request', async () => {
    const { ask, server } = await bench()
    const beforeAttempt = (
      attempt: Parameters<NonNullable<Parameters<typeof makeCall>[0]>['beforeAttempt'] & object>[0],
    ) => {
      const body = { ...(attempt.request.body as object), system: [{ text: 'S' }] }
      attempt.request = { ...attempt.request, body }
    }
    await ask({}, { beforeAttempt })
    expect(server.sent()[0]?.body.system).to.deep.equal([{ text: 'S' }])
  })

  describe('knows its models', () => {
    it('asks the current Claude Sonnet of its region by default', async () => {
      const { backend } = await bench({ region: 'eu-central-1' })
      expect(backend.model).to.equal('eu.anthropic.claude-sonnet-5-5')
      expect((await bench({ model: 'claude-haiku-4-5' })).backend.model).to.equal('claude-haiku-4-5')
    })
    it('case 110: resolves short names, and encodes what stands in the path', async () => {
      const { ask, server } = await bench()
      await ask({ model: 'claude-haiku-4-5' })
      const arn = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-5'
      await ask({ model: arn })
      expect(server.received.map(({ path }) => path)).to.deep.equal([
        '/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse',
        `/model/${encodeURIComponent(arn)}/converse`,
      ])
    })
    it('takes names of the user for ids and ARNs, with what the name tells', async () => {
      const arn = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc'
      const { ask, server, backend } = await bench({ models: { 'claude-sonnet-4-5': arn } })
      await ask({ model: 'claude-sonnet-4-5', max_tokens: 9_000, thinking: { type: 'adaptive' } })
      expect(server.sent()[0]?.model).to.equal(arn)
      expect(server.sent()[0]?.body.additionalModelRequestFields?.thinking).to.deep.include({
        type: 'enabled',
      })
      expect((await backend.models?.(makeCall()))?.[0]?.id).to.equal('claude-sonnet-4-5')
    })
    it('lists the profiles of its region', async () => {
      const { backend } = await bench()
      const models = await backend.models?.(makeCall())
      expect(models?.map(({ id }) => id)).to.include.members([sonnet, sonnet45, haiku45])
    })
    it('keeps to the limits of options and configuration', async () => {
      const { ask, server, wire } = await bench({ maxOutput: 500 })
      await ask()
      const facts = () => ({ maxOutput: 300 })
      const limited = bedrock({
        endpoint: server.url,
        region: 'us-east-1',
        accessKeyId: 'AKIASTRICTSERVER0001',
        secretAccessKey: 'strict/secret+key/0123456789abcdefghijkl',
      })({ name: 'b', wire, log: silentLog, facts })
      for await (const _ of limited.stream(questionOf(), makeCall()));
      expect(server.sent().map(({ body }) => body.inferenceConfig?.maxTokens)).to.deep.equal([500, 300])
    })
  })

  describe('carries a conversation with tools', () => {
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

    it('case 99: gives thinking and calls back as they came', async () => {
      const { ask, server } = await bench()
      const call = toolFrames({ name: 'Bash', input: { command: 'ls' }, id: 'tooluse_1' })
      server.answer(
        bedrockStream([
          start(),
          delta(0, { reasoningContent: { text: 'Let me see.' } }),
          delta(0, { reasoningContent: { signature: 'U0lH' } }),
          blockStop(0),
          delta(1, { reasoningContent: { redactedContent: 'AAEC/w==' } }),
          blockStop(1),
          ...call.slice(1).map(frame => frame),
        ]),
      )
      const thinking = { thinking: { type: 'adaptive' as const }, tools: [bash], stream: true }
      const { message } = await ask(thinking)
      expect(message.content.map(({ type }) => type)).to.deep.equal([
        'thinking',
        'redacted_thinking',
        'tool_use',
      ])
      await ask({ ...thinking, messages: continued(message) })
      expect(server.sent()[1]?.body.messages[1]?.content).to.deep.equal([
        { reasoningContent: { reasoningText: { text: 'Let me see.', signature: 'U0lH' } } },
        { reasoningContent: { redactedContent: 'AAEC/w==' } },
        { toolUse: { toolUseId: 'tooluse_1', name: 'Bash', input: { command: 'ls' } } },
      ])
    })
    it('asks for a whole answer where a model takes no tools in streams, and remembers that', async () => {
      const { ask, server } = await bench()
      server.answer(invalid("This model doesn't support tool use in streaming mode."))
      const request: Partial<MessagesRequest> = { model: llama, tools: [bash], stream: true }
      expect((await ask(request)).message.stop_reason).to.equal('end_turn')
      await ask(request)
      await ask({ model: llama, stream: true })
      expect(server.sent().map(({ operation }) => operation)).to.deep.equal([
        'converse-stream',
        'converse',
        'converse',
        'converse-stream',
      ])
    })
    it('case 96: sends a picture as its bytes', async () => {
      const { ask, server } = await bench()
      const data = 'iVBORw0KGgoAAAANSUhEUg=='
      await ask({
        messages: [
          {
            role: 'user',
            content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data } }],
          },
        ],
      })
      expect(server.sent()[0]?.body.messages[0]?.content[0]).to.deep.equal({
        image: { format: 'png', source: { bytes: data } },
      })
    })
  })

  describe('learns from a refusal', () => {
    it('case 107: sends again without the betas that a model refuses, and remembers it', async () => {
      const { ask, server } = await bench()
      server.answer(invalid('invalid beta flag'))
      const headers = { 'anthropic-beta': 'context-1m-2025-08-07' }
      const { call } = await ask({ model: sonnet45 }, { headers })
      await ask({ model: sonnet45 }, { headers })
      expect(call.attempts).to.have.length(2)
      expect(server.sent().map(({ body }) => body.additionalModelRequestFields)).to.deep.equal([
        { anthropic_beta: ['context-1m-2025-08-07'] },
        undefined,
        undefined,
      ])
    })
    it('asks for no more output than the model can give', async () => {
      const { ask, server } = await bench()
      server.answer(
        invalid(
          'The maximum tokens you requested exceeds the model limit of 8192. Try again with a maximum tokens value that is lower than 8192.',
        ),
      )
      await ask({ model: llama, max_tokens: 32_000, stream: true })
      expect(server.sent().map(({ body }) => body.inferenceConfig?.maxTokens)).to.deep.equal([32_000, 8_192])
    })
    it('drops the thinking of another model that Claude does not take for its own', async () => {
      const { ask, server } = await bench()
      server.answer(invalid('messages.1.content.0: Invalid `signature` in `thinking` block'))
      const thought = { type: 'thinking' as const, thinking: 'Hm', signature: 'Zm9yZWlnbg==' }
      const messages: InputMessage[] = [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: [thought, { type: 'text', text: 'Yes' }] },
        { role: 'user', content: 'And?' },
      ]
      expect((await ask({ messages })).message.stop_reason).to.equal('end_turn')
      expect(server.sent()[1]?.body.messages[1]?.content).to.deep.equal([{ text: 'Yes' }])
    })
    it('gives up where nothing can be learnt, with what Bedrock said', async () => {
      const { ask, server } = await bench()
      server.answer(invalid('Could not process image'))
      const failure = await failureOf(ask())
      expect(failure).to.include({ type: 'invalid_request_error', message: 'cloud: Could not process image' })
      expect(server.received).to.have.length(1)
    })
    it('asks for credentials anew where they have run out, once', async () => {
      const { ask, server } = await bench()
      const expired = bedrockError({ status: 403, name: 'ExpiredTokenException', message: 'expired' })
      server.answer(expired)
      expect((await ask()).message.stop_reason).to.equal('end_turn')
      server.answer(expired, expired)
      expect(await failureOf(ask())).to.include({ type: 'authentication_error', shouldRetry: false })
      expect(server.received).to.have.length(4)
    })
  })

  describe('fails in the terms of the API', () => {
    it('case 105: before a stream has begun, with the status that goes with it', async () => {
      const { ask, server } = await bench()
      const faults = [
        [429, 'ThrottlingException', 'rate_limit_error'],
        [403, 'AccessDeniedException', 'permission_error'],
        [503, 'ServiceUnavailableException', 'overloaded_error'],
        [404, 'ResourceNotFoundException', 'not_found_error'],
        [424, 'ModelErrorException', 'api_error'],
      ] as const
      for (const [status, name, type] of faults) {
        server.answer(bedrockError({ status, name, message: 'said' }))
        const failure = await failureOf(ask({ stream: true }))
        expect(failure.type, name).to.equal(type)
        expect(failure.backend).to.equal('cloud')
      }
    })
    it('case 105: names the model that Bedrock does not know', async () => {
      const { ask, server } = await bench()
      server.answer(invalid('The provided model identifier is invalid.'))
      expect(await failureOf(ask({ model: 'us.anthropic.claude-none-9' }))).to.include({
        type: 'not_found_error',
      })
    })
    it('case 103: in the middle of a stream, behind what it said so far', async () => {
      const { backend, server } = await bench()
      const faults = [
        [exceptionFrame('throttlingException', { message: 'slow down' }), 'rate_limit_error'],
        [
          exceptionFrame('modelStreamErrorException', { message: 'x', originalStatusCode: 529 }),
          'overloaded_error',
        ],
        [exceptionFrame('modelStreamErrorException', { message: 'x', originalStatusCode: 500 }), 'api_error'],
        [exceptionFrame('serviceUnavailableException', { message: 'x' }), 'overloaded_error'],
        [exceptionFrame('internalServerException', { message: 'x' }), 'api_error'],
        [exceptionFrame('validationException', { message: 'x' }), 'invalid_request_error'],
        [errorFrame('InternalFailure', 'x'), 'api_error'],
      ] as const
      for (const [frame, type] of faults) {
        const [head, text] = textFrames() as [Buffer, Buffer]
        server.answer(bedrockStream([head, text, frame]))
        const seen: string[] = []
        const failure = await failureOf(
          (async () => {
            for await (const event of backend.stream(questionOf({ stream: true }), makeCall()))
              seen.push(event.type)
          })(),
        )
        expect(failure.type).to.equal(type)
        expect(seen).to.include('content_block_delta').and.not.include('message_stop')
      }
    })
    it('case 103: where a stream ends too early: between frames, inside of one, or with its connection', async () => {
      const { ask, server } = await bench()
      const [head, text] = textFrames() as [Buffer, Buffer]
      const endings = [
        [head, text],
        [head, text.subarray(0, text.length - 5)],
        [head, text, { end: 'cut' as const }],
        [head, text, { wait: 20 }, { end: 'reset' as const }],
        [],
      ]
      for (const pieces of endings) {
        server.answer(bedrockStream(pieces))
        expect((await failureOf(ask({ stream: true }))).type).to.equal('overloaded_error')
      }
    })
    it('where a frame is damaged', async () => {
      const { ask, server } = await bench()
      const [head, text] = textFrames() as [Buffer, Buffer]
      const damaged = Buffer.from(text)
      damaged[60] = (damaged[60] ?? 0) ^ 1
      server.answer(bedrockStream([head, damaged]))
      expect((await failureOf(ask({ stream: true }))).type).to.equal('overloaded_error')
    })
    it('case 104: where the model wrote what cannot be read', async () => {
      const { ask, server } = await bench()
      server.answer(bedrockStream([start(), messageStop('malformed_tool_use'), metadata()]))
      expect((await failureOf(ask({ stream: true }))).type).to.equal('api_error')
      server.answer(bedrockJson({ Output: { __type: 'com.amazon.coral.service#UnknownOperationException' } }))
      expect((await failureOf(ask())).message).to.include('no answer of Converse')
    })
    it('by its status where nothing is said', async () => {
      const { ask, server } = await bench()
      server.answer({ status: 500 })
      expect((await failureOf(ask())).message).to.equal('cloud: status 500 without a word')
    })
    it('where a page or another JSON stands in place of a stream', async () => {
      const { ask, server } = await bench()
      server.answer(bedrockJson({ Output: {} }), {
        headers: { 'content-type': 'text/html' },
        pieces: ['<html><title>Sign in</title></html>'],
      })
      for (const _ of ['JSON', 'a page']) {
        const error = await failureOf(ask({ stream: true }))
        expect(error.type).to.equal('api_error')
        expect(error.message).to.include('no answer of Converse')
      }
    })
    it('reads a gateway’s page without its markup', async () => {
      const { ask, server } = await bench()
      server.answer({
        status: 502,
        headers: { 'content-type': 'text/html' },
        pieces: ['<html><h1>Bad gateway</h1></html>'],
      })
      const failure = await failureOf(ask())
      expect(failure).to.include({ type: 'overloaded_error' })
      expect(failure.message).not.to.include('<')
    })
    it('keeps the keys out of what it says', async () => {
      const { ask, server } = await bench({
        accessKeyId: 'AKIAWRONGKEY00000001',
        secretAccessKey: 'canary-secret',
      })
      const failure = await failureOf(ask())
      expect(failure).to.include({ type: 'authentication_error', shouldRetry: false })
      expect(JSON.stringify(failure) + failure.message).not.to.match(/canary-secret|AKIAWRONG/)
      benches.splice(0)
      await server.close()
    })
    it('case 51: leaves Bedrock at once when the client leaves', async () => {
      const { backend, server } = await bench()
      const [head, text] = textFrames() as [Buffer, Buffer]
      server.answer(bedrockStream([head, text, { end: 'hang' }]))
      const abort = new AbortController()
      const failure = await failureOf(
        (async () => {
          for await (const event of backend.stream(
            questionOf({ stream: true }),
            makeCall({ signal: abort.signal }),
          )) {
            if (event.type === 'content_block_delta') abort.abort(new Error('the client left'))
          }
        })(),
      )
      expect(failure.message).to.equal('the client left')
      expect(await server.received[0]?.ended).to.equal(false)
    })
    it('keeps its time limits', async () => {
      const { ask, server } = await bench({ timeouts: { firstByteMs: 20 } })
      server.answer({ before: [{ end: 'hang' }] })
      expect(await failureOf(ask())).to.include({ type: 'timeout_error' })
    })
  })

  it('case 104: tells of a guardrail that spoke, which the options name', async () => {
    const guardrail = {
      identifier: 'gr-1',
      version: '2',
      trace: 'enabled',
      streamProcessingMode: 'async',
    } as const
    const { ask, server } = await bench({ guardrail })
    server.answer(
      bedrockStream([
        start(),
        delta(0, { text: 'I cannot.' }),
        blockStop(0),
        messageStop('guardrail_intervened'),
        metadata(usage(), { trace: { guardrail: { actionReason: 'Guardrail blocked.' } } }),
      ]),
    )
    const { message } = await ask({ stream: true })
    expect(message).to.include({ stop_reason: 'refusal' })
    expect(message.stop_details).to.deep.include({
      explanation: 'a guardrail stopped the answer: Guardrail blocked.',
    })
    await ask()
    const sent = { guardrailIdentifier: 'gr-1', guardrailVersion: '2', trace: 'enabled' }
    expect(server.sent().map(({ body }) => body.guardrailConfig)).to.deep.equal([
      { ...sent, streamProcessingMode: 'async' },
      sent,
    ])
  })
  it('case 108: says which stop sequence was met, in a stream and in a whole answer', async () => {
    const { ask, server } = await bench()
    const fields = (inner: object) => ({ additionalModelResponseFields: inner })
    server.answer(
      bedrockStream([
        start(),
        delta(0, { text: 'a' }),
        blockStop(0),
        messageStop('stop_sequence', fields({ delta: { stop_sequence: '###' } })),
        metadata(),
      ]),
      converseAnswer([{ text: 'a' }], 'stop_sequence', fields({ stop_sequence: '###' })),
    )
    for (const stream of [true, false]) {
      const { message } = await ask({ stream, stop_sequences: ['###'] })
      expect(message).to.include({ stop_reason: 'stop_sequence', stop_sequence: '###' })
    }
  })
  it('hides the reasoning of other families from clients that want none', async () => {
    const { ask, server } = await bench()
    const thoughts = [
      start(),
      delta(0, { reasoningContent: { text: 'Hm' } }),
      blockStop(0),
      delta(1, { text: 'Y' }),
      blockStop(1),
      messageStop(),
      metadata(),
    ]
    server.answer(bedrockStream(thoughts), bedrockStream(thoughts))
    const model = 'us.deepseek.r1-v1:0'
    expect((await ask({ model, stream: true })).message.content).to.have.length(1)
    const shown = await ask({ model, stream: true, thinking: { type: 'adaptive' } })
    expect(shown.message.content).to.have.length(2)
  })

  describe('counts tokens', () => {
    const count = (made: Bench, request: Partial<MessagesRequest>, signal?: AbortSignal) =>
      made.backend.countTokens?.(questionOf(request), makeCall(signal ? { signal } : {}))

    it('case 110: by Bedrock itself, which wants the foundation model', async () => {
      const made = await bench()
      expect(await count(made, { model: sonnet45, system: 'S', tools: [bash] })).to.deep.equal({
        inputTokens: 321,
        estimated: false,
      })
      const [sent] = made.server.sent()
      expect(sent).to.include({
        model: 'anthropic.claude-sonnet-4-5-20250929-v1:0',
        operation: 'count-tokens',
      })
      expect(
        Object.keys((sent as unknown as { body: { input: { converse: object } } }).body.input.converse),
      ).to.deep.equal(['messages', 'system', 'toolConfig'])
    })
    it('case 110: by an estimate where Bedrock does not count, without asking it twice', async () => {
      const made = await bench()
      made.server.answer(invalid("The provided model doesn't support counting tokens."))
      const first = await count(made, { model: sonnet45 })
      expect(first?.estimated).to.equal(true)
      expect(first?.inputTokens).to.be.above(0)
      await count(made, { model: sonnet45 })
      expect(made.server.received).to.have.length(1)
    })
    it('by an estimate for a moment of too much, for other families, and without the limit of an answer', async () => {
      const made = await bench()
      made.server.answer(bedrockError({ status: 429, name: 'ThrottlingException', message: 'slow' }))
      const { max_tokens: _, ...unlimited } = questionOf({ model: sonnet45 })
      expect((await made.backend.countTokens?.(unlimited, makeCall()))?.estimated).to.equal(true)
      expect((await count(made, { model: sonnet45 }))?.estimated).to.equal(false)
      expect((await count(made, { model: nova }))?.estimated).to.equal(true)
      expect(made.server.received).to.have.length(2)
    })
    it('by what its answers have taught of a model, whole or streamed', async () => {
      const made = await bench()
      const request = {
        model: nova,
        messages: [{ role: 'user' as const, content: 'Some words. '.repeat(900) }],
      }
      const before = (await count(made, request))?.inputTokens ?? 0
      const inputTokens = Math.round(before * 1.3)
      for (const cacheReadInputTokens of [0, 500, 1_000]) {
        const told = usage({ inputTokens: inputTokens - cacheReadInputTokens, cacheReadInputTokens })
        made.server.answer(
          converseAnswer([{ text: 'Y' }], 'end_turn', { usage: told }),
          bedrockStream([...textFrames().slice(0, -1), metadata(told)]),
        )
        await made.ask(request)
        await made.ask({ ...request, stream: true })
      }
      expect((await count(made, request))?.inputTokens).to.be.closeTo(inputTokens, inputTokens / 50)
    })
    it('for nobody who has left', async () => {
      const made = await bench()
      made.server.answer({ before: [{ end: 'hang' }] })
      const abort = new AbortController()
      const counted = count(made, { model: sonnet45 }, abort.signal)
      await made.server.request(0)
      abort.abort(new Error('the client left'))
      expect((await failureOf(counted as Promise<unknown>)).message).to.equal('the client left')
    })
  })
})
