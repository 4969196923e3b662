import { expect } from 'chai'
import type { ContentBlock } from '../../../src/anthropic/blocks.ts'
import { encodeCarrier } from '../../../src/anthropic/carriers.ts'
import type { Message } from '../../../src/anthropic/message.ts'
import type { InputMessage, Tool } from '../../../src/anthropic/request.ts'
import { makeCall } from '../../support/call.ts'
import { failureOf } from '../../support/failure.ts'
import { chatError } from '../../support/strict/openai-answers.ts'
import {
  callItem,
  encrypted,
  eventFrame,
  messageItem,
  reasoningItem,
  responseEvents,
  responseOf,
  responsesJson,
  responsesStream,
  streamOf,
} from '../../support/strict/responses-answers.ts'
import { type Bench, questionOf, startBench } from './backend.ts'

const bash: Tool = {
  name: 'Bash',
  input_schema: { type: 'object', properties: { command: { type: 'string' } } },
}
const thinking = { thinking: { type: 'adaptive' } } as const

/** The conversation that goes on after an answer with calls. */
const continued = (answer: Message, keep = (_: ContentBlock) => true): InputMessage[] => [
  { role: 'user', content: 'Hi' },
  { role: 'assistant', content: (answer.content as readonly ContentBlock[]).filter(keep) },
  {
    role: 'user',
    content: answer.content.flatMap(block =>
      block.type === 'tool_use'
        ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'ok' }]
        : [],
    ),
  },
]

type Items = readonly { readonly type: string; readonly id?: string; readonly call_id?: string }[]
const items = (body: Readonly<Record<string, unknown>> | undefined): readonly (string | undefined)[] =>
  ((body?.input ?? []) as Items).map(({ type, id, call_id: call }) => id ?? call ?? type)

describe('the backend responses', () => {
  let bench: Bench
  beforeEach(async () => {
    bench = await startBench()
  })
  afterEach(() => bench.close())
  const unbroken = (): void => void expect(bench.server.violations).to.deep.equal([])

  it('answers from a stream and from a whole body, under the name that the client asked for', async () => {
    const { message, call } = await bench.ask({ stream: true })
    expect(message.content).to.deep.equal([{ type: 'text', text: 'Hello', citations: null }])
    expect(message).to.include({ model: call.asked, stop_reason: 'end_turn' })
    expect(message.id).to.match(/^msg_[0-9a-f]{24}$/)
    expect((await bench.ask({})).message.content).to.deep.equal(message.content)
    expect(bench.sent().map(({ stream }) => stream)).to.deep.equal([true, undefined])
    unbroken()
  })

  it('keeps nothing at the host, and announces each send without credentials', async () => {
    const { call } = await bench.ask({})
    expect(call.attempts[0]?.request).to.deep.include({
      headers: {},
      url: `${bench.server.baseUrl}/responses`,
    })
    expect(call.heads[0]?.headers).to.include({ 'anthropic-ratelimit-requests-limit': '5000' })
    expect(bench.sent()[0]).to.include({ store: false })
    expect(bench.server.received[0]?.headers.authorization).to.equal('Bearer sk-test')
  })

  it('answers a request for no tokens by itself', async () => {
    expect((await bench.ask({ max_tokens: 0 })).message).to.include({ stop_reason: 'max_tokens' })
    expect(bench.server.received).to.have.length(0)
  })

  it('lists the models of the host, with what is known of them', async () => {
    const models = await bench.backend.models?.(makeCall())
    expect(models).to.deep.include({
      id: 'gpt-5.6-sol',
      createdAt: '2025-11-13T02:13:20.000Z',
      contextWindow: 400_000,
      maxOutput: 128_000,
    })
  })

  it('has tokens counted by the host, as the request would be sent', async () => {
    const call = makeCall()
    const asked = questionOf({ tools: [bash], ...thinking, stream: true, temperature: 1 })
    expect(await bench.backend.countTokens?.(asked, call)).to.deep.equal({
      inputTokens: 321,
      estimated: false,
    })
    expect(bench.server.received[0]?.path).to.equal('/v1/responses/input_tokens')
    expect(call.heads).to.have.lengthOf(1)
  })

  it('estimates tokens where the host does not count them, by what its answers have taught', async () => {
    bench.server.answer(chatError({ status: 404, message: 'Not Found' }))
    const count = (text: string) =>
      bench.backend.countTokens?.(questionOf({ messages: [{ role: 'user', content: text }] }), makeCall())
    const text = 'A word and another one. '.repeat(600)
    const before = await count(text)
    expect(before?.estimated).to.equal(true)
    const counted = Math.round((before?.inputTokens ?? 0) * 1.5)
    for (let times = 0; times < 3; times++) {
      const usage = { input_tokens: counted, output_tokens: 3, total_tokens: counted + 3 }
      bench.server.answer(responsesJson(responseOf([messageItem('Hello')], { usage })))
      await bench.ask({ messages: [{ role: 'user', content: text }] })
    }
    expect((await count(text))?.inputTokens).to.be.closeTo(counted, counted / 50)
    expect(bench.server.received.filter(({ path }) => path.endsWith('/input_tokens'))).to.have.lengthOf(1)
  })

  it('asks for no more than its options allow, and names what fills the window', async () => {
    const own = await startBench({ maxOutput: 500, contextWindow: 19 })
    const limit = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }
    own.server.answer(responsesStream(responseEvents([messageItem('Hello')], limit).map(eventFrame)))
    const { message } = await own.ask({ stream: true })
    expect(own.sent()[0]).to.include({ max_output_tokens: 500 })
    expect(message.stop_reason).to.equal('model_context_window_exceeded')
    await own.close()
  })

  it('refuses with a failure in the words of the client’s API', async () => {
    bench.server.answer(
      chatError({
        status: 400,
        message: 'Your input exceeds the context window.',
        code: 'context_length_exceeded',
      }),
    )
    const failure = await failureOf(bench.ask({ stream: true }))
    expect(failure).to.include({ status: 400, type: 'invalid_request_error' })
    expect(failure.message).to.match(/^prompt is too long/)
  })

  describe('carries reasoning round', () => {
    const turn = [
      reasoningItem('rs_1', 'Look first.'),
      messageItem('I look.'),
      reasoningItem('rs_2'),
      callItem('Bash', { command: 'ls' }, 'call_a'),
      callItem('Bash', { command: 'pwd' }, 'call_b'),
    ]
    const together = ['message', 'rs_1', 'message', 'rs_2', 'call_a', 'call_b', 'call_a', 'call_b']
    afterEach(unbroken)

    it('case 83: in the blocks of a client that thinks', async () => {
      bench.server.answer(streamOf(...turn))
      const { message } = await bench.ask({ stream: true, tools: [bash], ...thinking })
      expect(message.content.map(({ type }) => type)).to.deep.equal([
        'thinking',
        'text',
        'thinking',
        'tool_use',
        'tool_use',
      ])
      await bench.ask({ stream: true, tools: [bash], ...thinking, messages: continued(message) })
      expect(items(bench.sent()[1])).to.deep.equal(together)
    })

    it('in its own memory for a client that does not', async () => {
      bench.server.answer(streamOf(...turn))
      const { message } = await bench.ask({ stream: true, tools: [bash] })
      expect(message.content.map(({ type }) => type)).to.deep.equal(['text', 'tool_use', 'tool_use'])
      await bench.ask({ stream: true, tools: [bash], messages: continued(message) })
      expect(items(bench.sent()[1])).to.deep.equal(together)
    })

    it('in its own memory for a client that drops its thinking', async () => {
      bench.server.answer(streamOf(...turn))
      const { message } = await bench.ask({ stream: true, tools: [bash], ...thinking })
      const messages = continued(message, ({ type }) => type !== 'thinking')
      await bench.ask({ stream: true, tools: [bash], ...thinking, messages })
      expect(items(bench.sent()[1])).to.deep.equal(together)
    })

    it('once, where it is carried and remembered', async () => {
      bench.server.answer(streamOf(reasoningItem('rs_1'), callItem('Bash', { command: 'ls' })))
      const { message } = await bench.ask({ tools: [bash], stream: true, ...thinking })
      const messages = continued(message)
      await bench.ask({ tools: [bash], ...thinking, messages })
      await bench.ask({ tools: [bash], ...thinking, messages })
      expect(bench.sent().slice(1).map(items)).to.deep.equal(
        Array.from({ length: 2 }, () => ['message', 'rs_1', 'call_strict', 'call_strict']),
      )
    })

    it('without telling one session what another thought', async () => {
      bench.server.answer(streamOf(reasoningItem('rs_1'), callItem('Bash', { command: 'ls' })))
      const { message } = await bench.ask(
        { stream: true, tools: [bash] },
        { headers: { 'x-claude-code-session-id': 'one' } },
      )
      await bench.ask(
        { tools: [bash], messages: continued(message) },
        { headers: { 'x-claude-code-session-id': 'two' } },
      )
      expect(items(bench.sent()[1])).to.deep.equal(['message', 'call_strict', 'call_strict'])
    })
  })

  describe('learns from a refusal', () => {
    it('case 92: sends no more of what a model refuses', async () => {
      const model = 'gpt-5.6-sol'
      bench.server.answer(
        chatError({
          status: 400,
          message: "Unsupported parameter: 'service_tier' is not supported with this model.",
        }),
      )
      await bench.ask({ model, service_tier: 'auto' })
      await bench.ask({ model, service_tier: 'auto' })
      expect(bench.sent().map(body => body.service_tier)).to.deep.equal(['auto', undefined, undefined])
      unbroken()
    })

    it('sends reasoning that the host cannot read no second time', async () => {
      const carried = (id: string, content: string): ContentBlock => ({
        type: 'thinking',
        thinking: '',
        signature: encodeCarrier('state', 'responses', { id, encrypted_content: content }),
      })
      const messages: InputMessage[] = [
        { role: 'user', content: 'Hi' },
        {
          role: 'assistant',
          content: [
            carried('rs_other', 'of another organisation'),
            carried('rs_1', encrypted('rs_1')),
            { type: 'text', text: 'Yes.' },
          ],
        },
        { role: 'user', content: 'Go on' },
      ]
      expect((await bench.ask({ ...thinking, messages })).message.stop_reason).to.equal('end_turn')
      expect(bench.sent().map(items)).to.deep.equal([
        ['message', 'rs_other', 'rs_1', 'message', 'message'],
        ['message', 'rs_1', 'message', 'message'],
      ])
      await bench.ask({ ...thinking, messages })
      expect(bench.sent()).to.have.length(3)
    })

    it('asks an organisation that is not verified for no summaries', async () => {
      const message =
        'Your organization must be verified to generate reasoning summaries. Please go to: https://platform.example.'
      bench.server.answer(
        chatError({ status: 400, message, param: 'reasoning.summary', code: 'unsupported_value' }),
      )
      await bench.ask({ ...thinking, output_config: { effort: 'high' } })
      expect(bench.sent().map(body => body.reasoning)).to.deep.equal([
        { effort: 'high', summary: 'auto' },
        { effort: 'high' },
      ])
    })

    it('gives up where nothing can be learnt, with what the host said', async () => {
      bench.server.answer(chatError({ status: 400, message: 'Invalid image.' }))
      expect(await failureOf(bench.ask({}))).to.include({ type: 'invalid_request_error' })
      expect(bench.server.received).to.have.length(1)
    })
  })
})
