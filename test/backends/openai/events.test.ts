import { expect } from 'chai'
import { decodeCarrier } from '../../../src/anthropic/carriers.ts'
import type { StreamEvent } from '../../../src/anthropic/events.ts'
import { fold } from '../../../src/anthropic/fold.ts'
import { emptyUsage, type Message } from '../../../src/anthropic/message.ts'
import { type Dialect, plainDialect } from '../../../src/backends/openai/dialect.ts'
import { type AnswerContext, ChatReader } from '../../../src/backends/openai/events.ts'
import type { ChatChunk, ChatDelta } from '../../../src/backends/openai/types.ts'
import { ToolNames } from '../../../src/backends/shared/names.ts'
import { ReasoningMemory } from '../../../src/backends/shared/reasoning-memory.ts'
import { assertLegalStream } from '../../support/streams.ts'

const contextOf = (dialect: Partial<Dialect> = {}, more: Partial<AnswerContext> = {}): AnswerContext => ({
  backend: 'host',
  id: 'msg_1',
  asked: 'claude-asked',
  model: 'gpt-x',
  dialect: { ...plainDialect, ...dialect },
  names: new ToolNames(64),
  stops: [],
  prefill: '',
  thinking: true,
  singleCall: false,
  memory: new ReasoningMemory(),
  conversation: 's',
  takenIds: [],
  estimate: written => ({ ...emptyUsage, input_tokens: 1, output_tokens: Math.max(1, written) }),
  warn: () => {},
  ...more,
})

const delta = (given: ChatDelta): ChatChunk => ({ choices: [{ index: 0, delta: given }] })
const end = (reason = 'stop'): ChatChunk => ({ choices: [{ index: 0, delta: {}, finish_reason: reason }] })

function read(
  chunks: readonly ChatChunk[],
  context = contextOf(),
): { events: StreamEvent[]; message: Message | undefined } {
  const reader = new ChatReader(context)
  const events = [...chunks.flatMap(chunk => reader.read(chunk)), ...reader.finish(true)]
  assertLegalStream(events)
  return { events, message: fold(events) }
}

const kinds = (message: Message | undefined) => message?.content.map(({ type }) => type)

describe('an answer in chunks', () => {
  it("bears the client's name of the model and an id of ours (case 53)", () => {
    const { message } = read([{ id: 'chatcmpl-1', model: 'gpt-x-2026', ...delta({ content: 'hi' }) }, end()])
    expect(message).to.include({ id: 'msg_1', model: 'claude-asked' })
  })

  it('changes block with every change of kind, in the order of a chunk: reasoning, text, calls', () => {
    const { message } = read([
      delta({
        reasoning_content: 'r',
        content: 't',
        tool_calls: [{ index: 0, id: 'c', function: { name: 'Bash', arguments: '{}' } }],
      }),
      delta({ content: 'after' }),
      delta({ reasoning_content: 'again' }),
      end('tool_calls'),
    ])
    expect(kinds(message)).to.deep.equal(['thinking', 'text', 'tool_use', 'text', 'thinking'])
    expect(message?.stop_reason).to.equal('tool_use')
  })

  it('has no thinking block for a client that wants none (case 22)', () => {
    const { message } = read(
      [delta({ reasoning_content: 'r' }), delta({ content: 't' }), end()],
      contextOf({}, { thinking: false }),
    )
    expect(kinds(message)).to.deep.equal(['text'])
  })

  it("signs its thinking with a carrier of ours, so that nobody takes it for Anthropic's", () => {
    const { message } = read([delta({ reasoning: 'r' }), delta({ content: 't' }), end()])
    const block = message?.content[0]
    expect(decodeCarrier(block?.type === 'thinking' && block.signature)).to.deep.equal({
      kind: 'state',
      provider: 'nobody',
      value: null,
    })
  })

  it("carries Gemini's signature ahead of the call it belongs to", () => {
    const call = {
      index: 0,
      id: 'c',
      function: { name: 'Bash', arguments: '{}' },
      extra_content: { google: { thought_signature: 'g' } },
    }
    const { message } = read(
      [delta({ content: 'let me' }), delta({ tool_calls: [call] }), end()],
      contextOf({ reasoningBack: 'gemini' }),
    )
    expect(kinds(message)).to.deep.equal(['text', 'thinking', 'tool_use'])
    const block = message?.content[1]
    expect(decodeCarrier(block?.type === 'thinking' && block.signature)?.value).to.equal('g')
  })

  it('remembers that signature under the call, for clients without thinking', () => {
    const context = contextOf({ reasoningBack: 'gemini' }, { thinking: false })
    const call = {
      index: 0,
      id: 'c',
      function: { name: 'Bash', arguments: '{}' },
      extra_content: { google: { thought_signature: 'g' } },
    }
    read([delta({ tool_calls: [call] }), end()], context)
    expect(context.memory.recall('s', 'c')).to.equal('g')
  })

  it('takes usage from wherever it stands, and estimates where there is none (cases 24 to 26)', () => {
    const usage = { prompt_tokens: 10, completion_tokens: 5 }
    for (const chunks of [
      [delta({ content: 'x' }), end(), { choices: [], usage }],
      [delta({ content: 'x' }), { ...end(), usage }],
      [
        { ...delta({ content: 'x' }), usage: { prompt_tokens: 1, completion_tokens: 1 } },
        { ...end(), x_groq: { usage } },
      ],
    ]) {
      expect(read(chunks).message?.usage).to.include({ input_tokens: 10, output_tokens: 5 })
    }
    expect(read([delta({ content: 'four' }), end()]).message?.usage).to.include({
      input_tokens: 1,
      output_tokens: 4,
    })
  })

  it('stops at a sequence that is enforced here, and nothing behind it is let out (case 49)', () => {
    const context = contextOf({}, { stops: ['###'] })
    const reader = new ChatReader(context)
    const events = ['a#', '#', '#b'].flatMap(content => reader.read(delta({ content })))
    expect(reader.isStopped).to.equal(true)
    const message = fold([...events, ...reader.finish(false)])
    expect(message).to.deep.include({ stop_reason: 'stop_sequence', stop_sequence: '###' })
    expect(message?.content[0]).to.include({ text: 'a' })
  })

  it('has the text before a call ahead of it, held back as it may have been', () => {
    const call = { index: 0, id: 'c', function: { name: 'Bash', arguments: '{}' } }
    for (const more of [{ prefill: 'Sure' }, { stops: ['Sure'] }, {}]) {
      const { message } = read(
        [delta({ content: 'Su' }), delta({ tool_calls: [call] }), end()],
        contextOf({}, more),
      )
      expect(kinds(message)).to.deep.equal(['text', 'tool_use'])
      expect(message?.content[0]).to.include({ text: 'Su' })
    }
    const { message } = read([delta({ content: '<thi' }), delta({ tool_calls: [call] }), end()])
    expect(message?.content[0]).to.include({ text: '<thi' })
  })

  it('gives one call where one was asked for (case 74)', () => {
    const call = (index: number, id: string) => ({ index, id, function: { name: 'Bash', arguments: '{}' } })
    const { message } = read(
      [delta({ tool_calls: [call(0, 'a'), call(1, 'b')] }), end()],
      contextOf({}, { singleCall: true }),
    )
    expect(kinds(message)).to.deep.equal(['tool_use'])
  })

  it('is one empty text where nothing was said (case 41)', () => {
    expect(read([delta({ role: 'assistant', content: '' }), end()]).message?.content).to.deep.equal([
      { type: 'text', text: '', citations: null },
    ])
  })

  it('skips chunks and deltas with nothing in them (cases 39 and 40)', () => {
    const empty: readonly ChatChunk[] = [
      { choices: [] },
      { choices: null },
      {},
      { choices: [{ delta: null }] },
      { choices: [{}] },
    ]
    expect(read([...empty, delta({ content: 'x' }), end()]).message?.content).to.have.length(1)
  })
})

describe('an answer that breaks off', () => {
  it('is a failure, with content and without (cases 29 and 30)', () => {
    for (const chunks of [[], [delta({ content: 'half' })]]) {
      const reader = new ChatReader(contextOf())
      for (const chunk of chunks) reader.read(chunk)
      expect(() => reader.finish(false)).to.throw('broke off')
    }
    expect(() => new ChatReader(contextOf()).finish(true)).to.throw('broke off')
  })

  it('is complete where its reason came, or its host never sends one (cases 27 and 28)', () => {
    const finished = new ChatReader(contextOf())
    finished.read(delta({ content: 'x' }))
    finished.read(end())
    expect(finished.finish(false).at(-1)?.type).to.equal('message_stop')
    const lenient = new ChatReader(contextOf({ lenientEnd: true }))
    lenient.read(delta({ content: 'x' }))
    expect(lenient.finish(false).at(-1)?.type).to.equal('message_stop')
  })

  it('throws what a chunk reports (cases 31 to 33)', () => {
    expect(() => new ChatReader(contextOf()).read({ error: { message: 'slow', code: 429 } })).to.throw('slow')
    expect(() => new ChatReader(contextOf()).read(end('error'))).to.throw('error')
  })
})
