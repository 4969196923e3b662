import { MessageStream } from '@anthropic-ai/sdk/lib/MessageStream'
import { MessageStream as PreviousMessageStream } from '@anthropic-ai/sdk-previous/lib/MessageStream'
import { expect } from 'chai'
import fc from 'fast-check'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { fold } from '../../src/anthropic/fold.ts'
import type { Message } from '../../src/anthropic/message.ts'
import { BlockWriter } from '../../src/wire/block-writer.ts'
import { assertLegalStream } from '../support/streams.ts'
import { text } from '../support/values.ts'

const begin = (options: Partial<ConstructorParameters<typeof BlockWriter>[0]> = {}): BlockWriter => {
  let ids = 0
  return new BlockWriter({ id: 'msg_1', model: 'claude-x', createToolId: () => `toolu_${++ids}`, ...options })
}

/** What a sequence of calls amounts to; the stream is checked on the way. */
function folded(events: StreamEvent[]): Message {
  assertLegalStream(events)
  return fold(events) as Message
}

const textBlock = (value: string) => ({ type: 'text', text: value, citations: null })
const tool = (id: string, name: string, input: unknown) => ({
  type: 'tool_use',
  id,
  name,
  input,
  caller: { type: 'direct' },
})

const types = (events: StreamEvent[]): string[] => events.map(event => event.type)

describe('a block writer', () => {
  it('opens the message before the first event and once only', () => {
    const writer = begin({ usage: { input_tokens: 7 } })
    const [start, ...rest] = writer.text('a')
    expect(start).to.have.nested.property('message.usage.input_tokens', 7)
    expect(types(rest)).to.deep.equal(['content_block_start', 'content_block_delta'])
    expect(writer.start()).to.deep.equal([])
  })

  it('sends each delta with the call that brings it', () => {
    const writer = begin()
    writer.text('a')
    expect(writer.text('b')).to.deep.equal([
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'b' } },
    ])
    writer.tool(0, { id: 'call_1', name: 'Bash' }, '')
    expect(types(writer.tool(0, {}, '{"com'))).to.deep.equal(['content_block_start', 'content_block_delta'])
    expect(types(writer.tool(0, {}, 'mand":"l'))).to.deep.equal(['content_block_delta'])
    expect(types(writer.tool(0, {}, 's"}'))).to.deep.equal(['content_block_delta', 'content_block_stop'])
  })

  it('begins a new block with every change of kind, and never an empty one', () => {
    const writer = begin()
    const events = [
      ...writer.thinking(''),
      ...writer.text(''),
      ...writer.thinking('hm'),
      ...writer.text('a'),
      ...writer.thinking('so'),
      ...writer.redacted('x'),
      ...writer.text('b'),
      ...writer.finish('end_turn'),
    ]
    expect(folded(events).content).to.deep.equal([
      { type: 'thinking', thinking: 'hm', signature: '' },
      textBlock('a'),
      { type: 'thinking', thinking: 'so', signature: '' },
      { type: 'redacted_thinking', data: 'x' },
      textBlock('b'),
    ])
  })

  it('gives thinking its signature as the last delta, and a new block after it', () => {
    const writer = begin()
    const events = [
      ...writer.thinking('a'),
      ...writer.signature('first'),
      ...writer.signature('last'),
      ...writer.thinking('b'),
      ...writer.text('c'),
      ...writer.signature('alone'),
      ...writer.finish(),
    ]
    expect(folded(events).content).to.deep.equal([
      { type: 'thinking', thinking: 'a', signature: 'last' },
      { type: 'thinking', thinking: 'b', signature: '' },
      textBlock('c'),
      { type: 'thinking', thinking: '', signature: 'alone' },
    ])
  })

  it('parts two blocks of one kind where the vendor ends the first', () => {
    const writer = begin()
    const events = [...writer.thinking('a'), ...writer.end(), ...writer.thinking('b'), ...writer.finish()]
    expect(folded(events).content).to.have.length(2)
    expect(writer.end()).to.deep.equal([])
  })

  it('never sends half a surrogate pair', () => {
    const writer = begin()
    const events = [...writer.text('\ud83d'), ...writer.text('\ude00!\ud83d'), ...writer.text('\ude00')]
    for (const event of events) expect(JSON.stringify(event)).not.to.include('\\ud')
    expect(folded([...events, ...writer.finish()]).content).to.deep.equal([textBlock('😀!😀')])
  })

  it('keeps a lone surrogate for the end of its block', () => {
    const writer = begin()
    const events = [...writer.text('a\ud83d'), ...writer.thinking('b'), ...writer.finish()]
    expect(folded(events).content[0]).to.deep.equal(textBlock('a\ud83d'))
  })
})

describe('tool calls of a block writer', () => {
  const input = (...fragments: string[]): unknown => {
    const writer = begin()
    const events = fragments.flatMap(fragment => writer.tool(0, { id: 'a', name: 'Bash' }, fragment))
    const [block] = folded([...events, ...writer.finish()]).content
    return block?.type === 'tool_use' ? block.input : undefined
  }

  it('come out one after another where their fragments interleave', () => {
    const writer = begin()
    const events = [
      ...writer.tool(0, { id: 'a', name: 'Read' }, '{"p'),
      ...writer.tool(1, { id: 'b', name: 'Bash' }, '{"c'),
      ...writer.tool(0, {}, '":1'),
      ...writer.tool(1, {}, '":2}'),
      ...writer.text('and'),
    ]
    expect(types(events).filter(type => type === 'content_block_stop')).to.deep.equal([])
    events.push(...writer.tool(0, {}, '}'))
    expect(types(events).filter(type => type === 'content_block_stop')).to.have.length(2)
    expect(folded([...events, ...writer.finish()]).content).to.deep.equal([
      tool('a', 'Read', { p: 1 }),
      tool('b', 'Bash', { c: 2 }),
      textBlock('and'),
    ])
  })

  it('wait for an id and a name that come late', () => {
    const writer = begin()
    const events = [
      ...writer.tool(0, {}, '{"a":'),
      ...writer.tool(0, { id: 'late' }, '1}'),
      ...writer.tool(0, { name: 'Bash' }, ''),
    ]
    expect(folded([...events, ...writer.finish()]).content).to.deep.equal([tool('late', 'Bash', { a: 1 })])
  })

  it('take a repeated name once and put together one that comes in pieces', () => {
    const writer = begin()
    const events = [
      ...writer.tool(0, { id: 'a', name: 'Bash' }, '{'),
      ...writer.tool(0, { name: 'Bash' }, '}'),
      ...writer.tool(0, { name: 'Bash' }, ''),
      ...writer.tool(1, { id: 'b', name: 'Re' }, ''),
      ...writer.tool(1, { name: 'ad' }, '{}'),
      ...writer.finish(),
    ]
    expect(folded(events).content).to.deep.equal([tool('a', 'Bash', {}), tool('b', 'Read', {})])
  })

  it('get a made id where there is none, one of legal letters, and each its own', () => {
    const writer = begin({ takenIds: ['functions_Bash_0'] })
    const events = [
      ...writer.tool(0, { name: 'A' }, '{}'),
      ...writer.tool(1, { id: '', name: 'B' }, '{}'),
      ...writer.tool(2, { id: 'functions.Bash:0', name: 'C' }, '{}'),
      ...writer.tool(3, { id: 'functions.Bash:0', name: 'D' }, '{}'),
      ...writer.finish(),
    ]
    const ids = folded(events).content.map(block => block.type === 'tool_use' && block.id)
    expect(ids).to.deep.equal(['toolu_1', 'toolu_2', 'functions_Bash_0-2', 'functions_Bash_0-3'])
    const made = fold([...new BlockWriter({ id: 'm', model: 'x' }).tool(0, { name: 'A' }, '{}')])?.content[0]
    expect(made)
      .to.have.property('id')
      .that.matches(/^toolu_[0-9a-f]{24}$/)
  })

  it('are named tool_<n> where no name comes, and dropped where no arguments come either', () => {
    const writer = begin()
    const events = [
      ...writer.tool(0, { id: 'a' }, ''),
      ...writer.tool(1, { id: 'b' }, '{"x":1}'),
      ...writer.finish(),
    ]
    expect(folded(events).content).to.deep.equal([tool('b', 'tool_2', { x: 1 })])
  })

  it('are new ones under a known index where the id and the name say so, as with Ollama', () => {
    const writer = begin()
    const events = [
      ...writer.tool(0, { id: 'a', name: 'Bash' }, '{"a":1}'),
      ...writer.tool(0, { id: 'b', name: 'Bash' }, '{"b":2}'),
      ...writer.tool(0, { id: 'random' }, ''),
      ...writer.finish('end_turn'),
    ]
    expect(folded(events).content).to.deep.equal([tool('a', 'Bash', { a: 1 }), tool('b', 'Bash', { b: 2 })])
    const unnamed = begin()
    const more = [
      ...unnamed.tool(0, { name: 'Bash' }, '{"a":1}'),
      ...unnamed.tool(0, { name: 'Bash' }, '{"b":2}'),
      ...unnamed.finish(),
    ]
    expect(folded(more).content).to.have.length(2)
  })

  it('keep their fragments together where each has another id and no name, as with old vLLM', () => {
    const writer = begin()
    const events = [
      ...writer.tool(0, { id: 'a', name: 'Bash' }, '{"a"'),
      ...writer.tool(0, { id: 'b' }, ':1}'),
      ...writer.finish(),
    ]
    expect(folded(events).content).to.deep.equal([tool('a', 'Bash', { a: 1 })])
  })

  it('without arguments have an empty object for input, sent as a delta', () => {
    for (const nothing of ['', ' ', 'null', '""', '{}']) expect(input(nothing)).to.deep.equal({})
    const writer = begin()
    const events = [...writer.tool(0, { name: 'List' }, ''), ...writer.end(0)]
    expect(types(events).slice(1)).to.deep.equal([
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
    ])
  })

  it('have an object for input whatever the model wrote', () => {
    expect(input('{"a": oops}')).to.deep.equal({})
    expect(input('{"x":1,"a": oops}')).to.deep.equal({ x: 1 })
    expect(input('[1]')).to.deep.equal({})
    expect(input('"{\\"a\\":1}"')).to.deep.equal({ a: 1 })
    expect(input('{"a":"ls"', ' ')).to.deep.equal({ a: 'ls' })
  })

  it('do not pass for whole where a token limit cut them', () => {
    const writer = begin()
    const events = [
      ...writer.tool(0, { name: 'Bash' }, '{"x":1,"command":"rm -rf /'),
      ...writer.finish('max_tokens'),
    ]
    const message = folded(events)
    expect(message.content).to.deep.equal([tool('toolu_1', 'Bash', { x: 1, command: null })])
    expect(message.stop_reason).to.equal('max_tokens')
  })

  it('do not pass for whole where they end amidst a text, which is told', () => {
    const warnings: string[] = []
    const writer = new BlockWriter({ id: 'msg_1', model: 'm', warn: text => void warnings.push(text) })
    const events = [
      ...writer.tool(0, { id: 'a', name: 'Bash' }, '{"command":"rm -rf /'),
      ...writer.finish('tool_use'),
    ]
    expect(folded(events).content).to.deep.equal([tool('a', 'Bash', { command: null })])
    expect(warnings).to.deep.equal(['the arguments of Bash end amidst a value, which was left out'])
  })

  it('are repaired, not emptied, where their vendor ended them and went on', () => {
    const writer = begin()
    const events = [
      ...writer.tool(0, { name: 'Bash' }, '{"command":"ls"'),
      ...writer.end(0),
      ...writer.text('b'),
      ...writer.finish('max_tokens'),
    ]
    expect(folded(events).content[0]).to.deep.equal(tool('toolu_1', 'Bash', { command: 'ls' }))
  })
})

describe('the end of a block writer', () => {
  const reasonOf = (...parts: Parameters<BlockWriter['finish']>): unknown =>
    folded(begin().finish(...parts)).stop_reason

  it('is one empty text block where nothing came', () => {
    const writer = begin()
    expect(writer.isEmpty).to.equal(true)
    expect(folded(writer.finish()).content).to.deep.equal([textBlock('')])
    expect(writer.isEmpty).to.equal(false)
  })

  it('comes once, and nothing after it', () => {
    const writer = begin()
    writer.finish()
    const later = [
      writer.finish(),
      writer.text('a'),
      writer.tool(0, { name: 'A' }, '{}'),
      writer.redacted('x'),
    ]
    expect(later.flat()).to.deep.equal([])
  })

  it('says why the answer stopped, by the blocks that went out', () => {
    expect(reasonOf()).to.equal('end_turn')
    expect(reasonOf('tool_use')).to.equal('end_turn')
    expect(reasonOf('max_tokens')).to.equal('max_tokens')
    expect(reasonOf(null, {}, 'STOP')).to.equal('stop_sequence')
    const called = (reason?: 'end_turn' | 'max_tokens'): unknown => {
      const writer = begin()
      return folded([...writer.tool(0, { name: 'A' }, '{}'), ...writer.finish(reason)]).stop_reason
    }
    expect(called()).to.equal('tool_use')
    expect(called('end_turn')).to.equal('tool_use')
    expect(called('max_tokens')).to.equal('max_tokens')
  })

  it('carries the final usage, the stop sequence and the details of a refusal', () => {
    const writer = begin({ usage: { input_tokens: 3 } })
    const details = { type: 'refusal', category: null, explanation: 'no' }
    const message = folded([
      ...writer.text('a'),
      ...writer.finish('refusal', { output_tokens: 5 }, 'X', details),
    ])
    expect(message).to.deep.include({ stop_sequence: 'X', stop_details: details })
    expect(message.usage).to.include({ input_tokens: 3, output_tokens: 5 })
  })
})

type Step = (writer: BlockWriter) => StreamEvent[]

const fragment = fc.oneof(
  text(),
  fc.constantFrom('{', '}', '"a":', '1', '"x', '"', ',', '[', ']', '\\', 'null', '{"a":1}'),
)
const name = fc.constantFrom(undefined, null, '', 'Bash', 'Read')
const id = fc.oneof(fc.constantFrom(undefined, '', 'a', 'functions.Bash:0'), text())
const step: fc.Arbitrary<Step> = fc.oneof(
  text().map(
    (delta): Step =>
      writer =>
        writer.text(delta),
  ),
  text().map(
    (delta): Step =>
      writer =>
        writer.thinking(delta),
  ),
  text().map(
    (value): Step =>
      writer =>
        writer.signature(value),
  ),
  text().map(
    (data): Step =>
      writer =>
        writer.redacted(data),
  ),
  fc.constantFrom<Step>(
    writer => writer.start(),
    writer => writer.end(),
    writer => writer.end(1),
  ),
  {
    weight: 6,
    arbitrary: fc.tuple(fc.nat({ max: 2 }), id, name, fragment).map(
      ([key, id, name, json]): Step =>
        writer =>
          writer.tool(key, { id, name }, json),
    ),
  },
)
const reason = fc.constantFrom(undefined, null, 'end_turn' as const, 'tool_use', 'max_tokens', 'refusal')

const sequence = fc.tuple(fc.array(step, { maxLength: 25 }), reason).map(([steps, reason]) => {
  const writer = begin()
  return [...steps.flatMap(take => take(writer)), ...writer.finish(reason, { output_tokens: 1 })]
})

describe('any sequence of calls of a block writer', () => {
  it('yields a legal stream', () => {
    fc.assert(fc.property(sequence, assertLegalStream), { numRuns: 1_000 })
  })

  for (const [generation, Stream] of [
    ['current', MessageStream],
    ['previous', PreviousMessageStream],
  ] as const) {
    it(`folds in the official SDK to what it folds to here (${generation} generation)`, async () => {
      await fc.assert(
        fc.asyncProperty(sequence, async events => {
          const ours = JSON.parse(JSON.stringify(fold(events)))
          expect(await sdkMessage(Stream, events)).to.deep.equal(ours)
        }),
        { numRuns: 150 },
      )
    })
  }
})

interface StreamClass {
  fromReadableStream(stream: ReadableStream): { finalMessage(): Promise<unknown> }
}

async function sdkMessage(Stream: StreamClass, events: readonly StreamEvent[]): Promise<unknown> {
  const lines = events.map(event => `${JSON.stringify(event)}\n`).join('')
  const final = await Stream.fromReadableStream(new Blob([lines]).stream()).finalMessage()
  // The SDK adds `parsed_output` to what came.
  return JSON.parse(JSON.stringify(final, (key, value) => (key === 'parsed_output' ? undefined : value)))
}
