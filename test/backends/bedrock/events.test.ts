import { expect } from 'chai'
import fc from 'fast-check'
import { decodeCarrier } from '../../../src/anthropic/carriers.ts'
import type { StreamEvent } from '../../../src/anthropic/events.ts'
import { fold } from '../../../src/anthropic/fold.ts'
import type { Message } from '../../../src/anthropic/message.ts'
import { emptyUsage } from '../../../src/anthropic/message.ts'
import { type AnswerContext, ConverseReader, eventsOfAnswer } from '../../../src/backends/bedrock/events.ts'
import type { ConverseAnswer, ConverseDelta, ConverseEvent } from '../../../src/backends/bedrock/types.ts'
import { ToolNames } from '../../../src/backends/shared/names.ts'
import { assertLegalStream } from '../../support/streams.ts'

const start: ConverseEvent = { messageStart: { role: 'assistant' } }
const delta = (index: number, fields: ConverseDelta): ConverseEvent => ({
  contentBlockDelta: { contentBlockIndex: index, delta: fields },
})
const stop = (index: number): ConverseEvent => ({ contentBlockStop: { contentBlockIndex: index } })
const call = (index: number, name: string, id = `t${index}`): ConverseEvent => ({
  contentBlockStart: { contentBlockIndex: index, start: { toolUse: { toolUseId: id, name } } },
})
const end = (stopReason = 'end_turn'): ConverseEvent => ({ messageStop: { stopReason } })
const usage = { inputTokens: 12, outputTokens: 7 }
const counted: ConverseEvent = { metadata: { usage } }
const think = (text: string): ConverseEvent => delta(0, { reasoningContent: { text } })

function read(
  events: readonly ConverseEvent[],
  context: Partial<AnswerContext> = {},
): readonly StreamEvent[] {
  const reader = new ConverseReader({
    backend: 'cloud',
    id: 'msg_1',
    asked: 'claude-x',
    names: new ToolNames(64),
    thinking: true,
    signed: true,
    singleCall: false,
    takenIds: [],
    estimate: written => ({ ...emptyUsage, input_tokens: 99, output_tokens: written }),
    warn: () => {},
    ...context,
  })
  const out = [...events.flatMap(event => reader.read(event)), ...reader.finish()]
  assertLegalStream(out)
  return out
}

const message = (events: readonly ConverseEvent[], context?: Partial<AnswerContext>): Message =>
  fold(read(events, context)) as Message

describe('a stream of Converse', () => {
  it('is a text without a start of its own', () => {
    expect(
      message([start, delta(0, { text: 'He' }), delta(0, { text: 'llo' }), stop(0), end(), counted]),
    ).to.deep.include({
      model: 'claude-x',
      stop_reason: 'end_turn',
      content: [{ type: 'text', text: 'Hello', citations: null }],
    })
  })
  it('case 100: is thinking with its signature, then a text', () => {
    const events = [
      start,
      think('Let '),
      think('me.'),
      delta(0, { reasoningContent: { signature: 'SI' } }),
      delta(0, { reasoningContent: { signature: 'G' } }),
      stop(0),
      delta(1, { text: 'Yes' }),
      stop(1),
      end(),
      counted,
    ]
    expect(message(events).content).to.deep.equal([
      { type: 'thinking', thinking: 'Let me.', signature: 'SIG' },
      { type: 'text', text: 'Yes', citations: null },
    ])
  })
  it('is a signature without words, where thinking stays hidden', () => {
    const events = [
      start,
      delta(0, { reasoningContent: { signature: 'SIG' } }),
      stop(0),
      delta(1, { text: 'Y' }),
      end(),
      counted,
    ]
    expect(message(events).content[0]).to.deep.equal({ type: 'thinking', thinking: '', signature: 'SIG' })
  })
  it('case 99: is hidden thinking from several pieces', () => {
    const hidden = (...bytes: number[]): ConverseEvent =>
      delta(0, { reasoningContent: { redactedContent: Uint8Array.from(bytes) } })
    const events = [
      start,
      hidden(0, 1),
      hidden(255),
      stop(0),
      delta(1, { text: 'Y' }),
      stop(1),
      end(),
      counted,
    ]
    expect(message(events).content[0]).to.deep.equal({ type: 'redacted_thinking', data: 'AAH/' })
  })
  it('marks unsigned thinking as nobody else’s, and shows it only to who asked', () => {
    const events = [start, think('Hm'), stop(0), delta(1, { text: 'Y' }), stop(1), end(), counted]
    const [block] = message(events).content
    expect(decodeCarrier((block as { signature: string }).signature)).to.include({ provider: 'bedrock' })
    expect(message(events, { thinking: false }).content).to.deep.equal([
      { type: 'text', text: 'Y', citations: null },
    ])
  })
  it('marks what a model signs or hides that takes none of its thinking back: Claude would refuse it', () => {
    const signed = delta(0, { reasoningContent: { signature: 'nova-1' } })
    const events = [
      start,
      think('Hm'),
      signed,
      stop(0),
      delta(1, { reasoningContent: { redactedContent: new Uint8Array([1]) } }),
      stop(1),
      delta(2, { text: 'Y' }),
      stop(2),
      end(),
    ]
    const { content } = message(events, { signed: false })
    expect(content.map(({ type }) => type)).to.deep.equal(['thinking', 'text'])
    expect(decodeCarrier((content[0] as { signature: string }).signature)).to.include({ provider: 'bedrock' })
  })
  it('case 102: is a call with its input in pieces, or without any', () => {
    const events = [
      start,
      call(3, 'Bash'),
      delta(3, { toolUse: { input: '{"com' } }),
      delta(3, { toolUse: { input: 'mand":"ls"}' } }),
      stop(3),
      call(4, 'List'),
      delta(4, { toolUse: { input: '' } }),
      stop(4),
      end('tool_use'),
      counted,
    ]
    const { content, stop_reason } = message(events)
    expect(stop_reason).to.equal('tool_use')
    expect(content).to.deep.equal([
      { type: 'tool_use', id: 't3', name: 'Bash', input: { command: 'ls' }, caller: { type: 'direct' } },
      { type: 'tool_use', id: 't4', name: 'List', input: {}, caller: { type: 'direct' } },
    ])
  })
  it('says that a tool was called where the model says that it is done', () => {
    expect(message([start, call(0, 'Bash'), stop(0), end('end_turn'), counted]).stop_reason).to.equal(
      'tool_use',
    )
  })
  it('names tools as the client does, and gives ids that are free', () => {
    const names = new ToolNames(64)
    const host = names.host('mcp.server.tool')
    const [block] = message([start, call(0, host, 't'), stop(0), end('tool_use'), counted], {
      names,
      takenIds: ['t'],
    }).content
    expect(block).to.deep.include({ name: 'mcp.server.tool', id: 't-2' })
  })
  it('case 74: lets one call out where the client wants no more', () => {
    const events = [
      start,
      call(0, 'A'),
      stop(0),
      call(1, 'B'),
      delta(1, { toolUse: { input: '{}' } }),
      stop(1),
      end('tool_use'),
      counted,
    ]
    expect(message(events, { singleCall: true }).content).to.have.length(1)
  })
  it('case 101: counts what comes behind the stop', () => {
    const full: ConverseEvent = {
      metadata: {
        usage: {
          ...usage,
          cacheReadInputTokens: 900,
          cacheWriteInputTokens: 200,
          cacheDetails: [{ ttl: '1h', inputTokens: 200 }],
        },
      },
    }
    const events = read([start, delta(0, { text: 'a' }), stop(0), end(), full])
    expect(events.filter(({ type }) => type === 'message_delta')).to.have.length(1)
    expect((fold(events) as Message).usage).to.deep.include({
      input_tokens: 12,
      output_tokens: 7,
      cache_read_input_tokens: 900,
      cache_creation_input_tokens: 200,
      cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 200 },
    })
  })
  it('estimates where nothing was counted', () => {
    expect(message([start, delta(0, { text: 'four' }), stop(0), end()]).usage).to.include({
      input_tokens: 99,
      output_tokens: 4,
    })
  })
  it('case 103: is broken off where no reason to stop came, and failed where the reason is a failure', () => {
    expect(() => read([start, delta(0, { text: 'a' })])).to.throw('cloud broke off its answer')
    expect(() => read([])).to.throw('broke off')
    expect(() => read([start, end('malformed_tool_use')])).to.throw('malformed_tool_use')
  })
  it('says that a limit cut a call, of which only what is whole goes out', () => {
    const events = [
      start,
      call(0, 'Bash'),
      delta(0, { toolUse: { input: '{"command":"rm -rf /tm' } }),
      stop(0),
      end('max_tokens'),
      counted,
    ]
    const { content, stop_reason } = message(events)
    expect(stop_reason).to.equal('max_tokens')
    expect((content[0] as { input: unknown }).input).to.deep.equal({ command: null })
  })
  it('ignores what it does not know', () => {
    const odd = [
      { newEvent: {} },
      delta(0, { citation: {} } as ConverseDelta),
      { contentBlockStart: {} },
    ] as ConverseEvent[]
    expect(message([start, ...odd, delta(0, { text: 'a' }), stop(0), end(), counted]).content).to.have.length(
      1,
    )
  })
  it('is legal in whatever order its events come', () => {
    const event = fc.oneof(
      fc.constant(start),
      fc.nat(3).map(index => delta(index, { text: 'a' })),
      fc.nat(3).map(index => call(index, 'T', 't')),
      fc.nat(3).map(index => delta(index, { toolUse: { input: '{"a":1}' } })),
      fc.constant(think('t')),
      fc.constant(delta(0, { reasoningContent: { signature: 'S' } })),
      fc.constant(delta(0, { reasoningContent: { redactedContent: Uint8Array.of(1) } })),
      fc.nat(3).map(stop),
      fc.constant(counted),
    )
    fc.assert(fc.property(fc.array(event, { maxLength: 20 }), events => void read([...events, end()])))
  })
})

describe('a whole answer of Converse', () => {
  it('is what its stream would have been', () => {
    const answer: ConverseAnswer = {
      output: {
        message: {
          content: [
            { reasoningContent: { reasoningText: { text: 'Hm', signature: 'SIG' } } },
            { reasoningContent: { redactedContent: Uint8Array.of(0, 1, 255) } },
            { text: 'Yes' },
            { citationsContent: { content: [{ text: ' and' }, { text: ' no' }] } },
            { toolUse: { toolUseId: 't', name: 'Bash', input: { command: 'ls' } } },
          ],
        },
      },
      stopReason: 'tool_use',
      usage,
    }
    expect(message([...eventsOfAnswer(answer)])).to.deep.include({
      stop_reason: 'tool_use',
      content: [
        { type: 'thinking', thinking: 'Hm', signature: 'SIG' },
        { type: 'redacted_thinking', data: 'AAH/' },
        { type: 'text', text: 'Yes', citations: null },
        { type: 'text', text: ' and no', citations: null },
        { type: 'tool_use', id: 't', name: 'Bash', input: { command: 'ls' }, caller: { type: 'direct' } },
      ],
    })
  })
  it('has plain numbers, in whatever form the SDK keeps them', () => {
    /** As `@smithy/core` has it. */
    class NumericValue {
      readonly type = 'bigDecimal'
      readonly string: string
      constructor(string: string) {
        this.string = string
      }
    }
    const input = {
      large: 9007199254740992n,
      exact: [new NumericValue('1.0')],
      own: { type: 'bigDecimal', string: '1' },
    }
    const answer: ConverseAnswer = {
      output: { message: { content: [{ toolUse: { toolUseId: 't', name: 'Bash', input } }] } },
      stopReason: 'tool_use',
    }
    const [block] = message([...eventsOfAnswer(answer)]).content
    expect(block).to.deep.include({
      name: 'Bash',
      input: { large: 9007199254740992, exact: [1], own: { type: 'bigDecimal', string: '1' } },
    })
  })

  it('may be empty', () => {
    expect(message([...eventsOfAnswer({ stopReason: 'end_turn', usage })]).content).to.deep.equal([
      { type: 'text', text: '', citations: null },
    ])
  })
})
