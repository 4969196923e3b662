import { expect } from 'chai'
import type { ToolUseBlock } from '../../../src/anthropic/blocks.ts'
import { encodeCarrier } from '../../../src/anthropic/carriers.ts'
import type { StreamEvent } from '../../../src/anthropic/events.ts'
import { foldStream } from '../../../src/anthropic/fold.ts'
import type { Message } from '../../../src/anthropic/message.ts'
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import { type DemoOptions, demo, type Wait } from '../../../src/backends/demo/index.ts'
import type { Backend } from '../../../src/core/backend.ts'
import { silentLog } from '../../../src/core/log.ts'
import { createWire } from '../../../src/wire/http.ts'
import { makeCall } from '../../support/call.ts'
import { assertLegalStream } from '../../support/streams.ts'
import { claudeCodeTools } from './claude-code-tools.ts'

const make = (options?: DemoOptions): Backend =>
  demo(options)({ name: 'demo', wire: createWire({ environment: {} }), log: silentLog })

const requestOf = (text: string, more: Partial<MessagesRequest> = {}): MessagesRequest => ({
  model: 'claude-demo',
  max_tokens: 1_000,
  stream: true,
  messages: [{ role: 'user', content: text }],
  tools: claudeCodeTools,
  ...more,
})

async function eventsOf(
  request: MessagesRequest,
  options: DemoOptions = { pace: false },
): Promise<StreamEvent[]> {
  const events: StreamEvent[] = []
  for await (const event of make(options).stream(request, makeCall())) events.push(event)
  return events
}
const messageOf = (request: MessagesRequest): Promise<Message> =>
  foldStream(make({ pace: false }).stream(request, makeCall()))

describe('the demo backend', () => {
  it('streams a legal answer with thinking, text and a tool call', async () => {
    const request = requestOf('run ls', { thinking: { type: 'adaptive' } })
    assertLegalStream(await eventsOf(request))
    const message = await messageOf(request)
    expect(message.content.map(({ type }) => type)).to.deep.equal(['thinking', 'text', 'tool_use'])
    expect(message.content[0]).to.include({ signature: encodeCarrier('state', 'demo', null) })
    expect(message).to.deep.include({ model: 'claude-demo', stop_reason: 'tool_use' })
    const input = { command: 'ls', description: 'Run ls' }
    expect(message.content[2]).to.deep.include({ name: 'Bash', input })
  })

  it('sends text word by word and tool input in pieces', async () => {
    const deltas = (await eventsOf(requestOf('run ls -la'))).flatMap(event =>
      event.type === 'content_block_delta' ? [event.delta] : [],
    )
    expect(deltas.filter(({ type }) => type === 'text_delta').length).to.be.above(2)
    expect(deltas.filter(({ type }) => type === 'input_json_delta').length).to.be.above(1)
  })

  it('calls a forced tool without a word before it', async () => {
    const message = await messageOf(requestOf('x', { tool_choice: { type: 'tool', name: 'Read' } }))
    expect(message.content.map(({ type }) => type)).to.deep.equal(['tool_use'])
  })

  it('answers a probe of one token with one word', async () => {
    const message = await messageOf(requestOf('quota', { max_tokens: 1, thinking: { type: 'adaptive' } }))
    expect(message.content).to.deep.equal([{ type: 'text', text: 'Hello!', citations: null }])
    expect(message.stop_reason).to.equal('max_tokens')
    expect(message.usage.output_tokens).to.equal(1)
  })

  it('estimates usage, and says nothing of a cache', async () => {
    const { usage } = await messageOf(requestOf('hello'))
    expect(usage.input_tokens).to.be.above(100)
    expect(usage.output_tokens).to.be.within(20, 200)
    expect(usage).to.include({ cache_creation_input_tokens: null, cache_read_input_tokens: null })
  })

  it('gives the same answer to the same request, and other ids to other turns', async () => {
    const request = requestOf('run ls')
    expect(await eventsOf(request)).to.deep.equal(await eventsOf(request))
    const first = await messageOf(request)
    const use = first.content.at(-1) as ToolUseBlock
    const second = await messageOf({
      ...requestOf('run ls then run ls'),
      messages: [
        { role: 'user', content: 'run ls then run ls' },
        { role: 'assistant', content: first.content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: use.id, content: 'x' }] },
      ],
    })
    expect(second.id).to.not.equal(first.id)
    expect((second.content.at(-1) as ToolUseBlock).id)
      .to.match(/^toolu_demo_/)
      .and.not.to.equal(use.id)
  })

  it('tells the server that an answer is coming, and makes no attempt', async () => {
    const call = makeCall()
    await foldStream(make({ pace: false }).stream(requestOf('hello'), call))
    expect(call.heads).to.deep.equal([{ status: 200, headers: {} }])
    expect(call.attempts).to.deep.equal([])
  })

  it('counts tokens as an estimate and lists its models', async () => {
    const backend = make()
    const count = await backend.countTokens?.(requestOf('hello'), makeCall())
    expect(count).to.deep.equal({
      inputTokens: (await messageOf(requestOf('hello'))).usage.input_tokens,
      estimated: true,
    })
    const ids = (await backend.models?.(makeCall()))?.map(({ id }) => id)
    expect(ids).to.deep.equal(['demo'])
    expect(backend).to.include({ name: 'demo', model: 'demo' })
  })

  describe('at the pace of a model', () => {
    const recorded =
      (pauses: number[]): Wait =>
      async milliseconds =>
        void pauses.push(milliseconds)

    it('waits 15 to 30 milliseconds between words, the same at every run', async () => {
      const [first, second]: [number[], number[]] = [[], []]
      await eventsOf(requestOf('hello'), { pace: recorded(first) })
      await eventsOf(requestOf('hello'), { pace: recorded(second) })
      expect(first.length).to.be.above(10)
      for (const pause of first) expect(pause).to.be.within(15, 30)
      expect(new Set(first).size).to.be.above(5)
      expect(second).to.deep.equal(first)
    })
    it('begins at once', async () => {
      const pauses: number[] = []
      const stream = make({ pace: recorded(pauses) }).stream(requestOf('hello'), makeCall())
      const { value } = await stream[Symbol.asyncIterator]().next()
      expect(value).to.have.property('type', 'message_start')
      expect(pauses).to.deep.equal([])
    })
    it('does not wait where nobody watches the stream', async () => {
      const pauses: number[] = []
      await eventsOf(requestOf('hello', { stream: false }), { pace: recorded(pauses) })
      expect(pauses).to.deep.equal([])
    })
    it('takes some time by default', async () => {
      const started = performance.now()
      await eventsOf(requestOf('run ls', { max_tokens: 2 }), {})
      expect(performance.now() - started).to.be.above(10)
    })
  })

  describe('when the client leaves', () => {
    async function failureOf(
      options: DemoOptions,
      signal: AbortSignal,
      onEvent: () => void,
    ): Promise<unknown> {
      try {
        for await (const _ of make(options).stream(requestOf('hello'), makeCall({ signal }))) onEvent()
      } catch (thrown) {
        return thrown
      }
      return undefined
    }

    it('stops in the middle of a pause', async () => {
      const controller = new AbortController()
      const left = new Error('left')
      setTimeout(() => controller.abort(left), 40)
      expect(await failureOf({}, controller.signal, () => {})).to.equal(left)
    })
    it('stops without pauses too', async () => {
      const controller = new AbortController()
      const left = new Error('left')
      let events = 0
      const failure = await failureOf({ pace: false }, controller.signal, () => {
        events += 1
        if (events === 3) controller.abort(left)
      })
      expect(failure).to.equal(left)
      expect(events).to.be.below(6)
    })
    it('does not begin for one who has left already', async () => {
      const left = new Error('left')
      let events = 0
      expect(await failureOf({}, AbortSignal.abort(left), () => void events++)).to.equal(left)
      expect(events).to.equal(0)
    })
  })
})
