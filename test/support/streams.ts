/** Messages and streams as a property test wants them, and the judge of what a legal stream is. */
import { AssertionError, expect } from 'chai'
import fc from 'fast-check'
import type { AnswerBlock } from '../../src/anthropic/blocks.ts'
import type { EventStream, StreamEvent } from '../../src/anthropic/events.ts'
import type { Message } from '../../src/anthropic/message.ts'
import { unfold } from '../../src/anthropic/unfold.ts'
import { json, jsonObject, pieces, text } from './values.ts'

/** Delta types that a block of a type may have. Blocks of types that stand not here may have any. */
const deltasOf: Readonly<Record<string, readonly string[]>> = {
  text: ['text_delta', 'citations_delta'],
  thinking: ['thinking_delta', 'signature_delta'],
  redacted_thinking: [],
  tool_use: ['input_json_delta'],
  server_tool_use: ['input_json_delta'],
  mcp_tool_use: ['input_json_delta'],
}

interface OpenBlock {
  readonly index: number
  readonly block: AnswerBlock
  json: string
  signatures: number
}

/**
 * Throws an AssertionError that names the place, unless the events are one whole stream by the API's grammar: one
 * `message_start` first; indices from 0 without gaps; one block open at a time; deltas that fit it; thinking signed
 * once and last; tool input that is an object under a unique id; `message_delta` with `usage.output_tokens`, and
 * `message_stop` last. `ping` and unknown events may stand anywhere before the end.
 */
export function assertLegalStream(events: readonly StreamEvent[]): void {
  const judge = new Judge()
  for (const [place, event] of events.entries()) {
    try {
      judge.see(event)
    } catch (error) {
      throw new AssertionError(`event ${place} (${JSON.stringify(event)}): ${(error as Error).message}`)
    }
  }
  expect(judge.state, 'the stream ends with message_stop').to.equal('stopped')
}

class Judge {
  state: 'new' | 'started' | 'ending' | 'stopped' = 'new'
  #open: OpenBlock | undefined
  #blocks = 0
  readonly #ids = new Set<string>()

  see(event: StreamEvent): void {
    expect(this.state, 'nothing follows message_stop').not.to.equal('stopped')
    switch (event.type) {
      case 'message_start':
        expect(this.state, 'message_start comes once and first').to.equal('new')
        expect(event.message).to.include({ type: 'message', role: 'assistant', stop_reason: null })
        expect(event.message.content, 'content of message_start').to.deep.equal([])
        expect(event.message.usage, 'usage of message_start')
          .to.have.property('input_tokens')
          .that.is.a('number')
        this.state = 'started'
        return
      case 'content_block_start':
        this.#start(event.index, event.content_block)
        return
      case 'content_block_delta':
        this.#delta(event)
        return
      case 'content_block_stop':
        this.#stop(event.index)
        return
      case 'message_delta':
        expect(this.state, 'message_delta comes once').to.equal('started')
        expect(this.#open?.index, 'a block is open').to.equal(undefined)
        expect(event.delta.stop_reason).to.be.a('string')
        expect(event.usage?.output_tokens, 'usage.output_tokens').to.be.a('number')
        this.state = 'ending'
        return
      case 'message_stop':
        expect(this.state, 'message_delta comes before').to.equal('ending')
        this.state = 'stopped'
    }
  }

  #start(index: number, block: AnswerBlock): void {
    expect(this.state).to.equal('started')
    expect(this.#open?.index, 'another block is open').to.equal(undefined)
    expect(index, 'indices are contiguous').to.equal(this.#blocks)
    this.#open = { index, block, json: '', signatures: 0 }
    if (block.type === 'text') expect(block.text).to.equal('')
    if (block.type === 'thinking') expect(block).to.deep.include({ thinking: '', signature: '' })
    if (block.type !== 'tool_use') return
    expect(block.name).to.be.a('string').that.is.not.equal('')
    expect(block.input).to.deep.equal({})
    expect(block.id).to.match(/^[a-zA-Z0-9_-]+$/)
    expect(this.#ids.has(block.id), 'tool ids are unique').to.equal(false)
    this.#ids.add(block.id)
  }

  #delta(event: StreamEvent & { type: 'content_block_delta' }): void {
    expect(event.index, 'the open block').to.equal(this.#open?.index)
    const open = this.#open as OpenBlock
    const allowed = deltasOf[open.block.type]
    if (allowed) expect(event.delta.type).to.be.oneOf(allowed)
    expect(open.signatures, 'the signature is the last delta').to.equal(0)
    if (event.delta.type === 'signature_delta') open.signatures += 1
    if (event.delta.type === 'input_json_delta') open.json += event.delta.partial_json
  }

  #stop(index: number): void {
    expect(index, 'the open block').to.equal(this.#open?.index)
    const { block, json, signatures } = this.#open as OpenBlock
    if (block.type === 'thinking') expect(signatures, 'thinking is signed').to.equal(1)
    if (json !== '') expect(JSON.parse(json), 'tool input').to.be.an('object')
    this.#open = undefined
    this.#blocks += 1
  }
}

// Named so that they meet no field the API knows.
const unknownFields = jsonObject().map(fields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [`x-${name}`, value])),
)

const withUnknown = <Shape extends object>(shape: fc.Arbitrary<Shape>): fc.Arbitrary<Shape> =>
  fc.tuple(unknownFields, shape).map(([fields, value]) => ({ ...fields, ...value }))

const textBlock = fc.record({
  type: fc.constant('text' as const),
  text: text(),
  citations: fc.oneof(fc.constant(null), fc.array(jsonObject(), { maxLength: 2 })),
})
const thinkingBlock = fc.record({
  type: fc.constant('thinking' as const),
  thinking: text(),
  signature: text(),
})
const redactedBlock = fc.record({ type: fc.constant('redacted_thinking' as const), data: text() })
const toolBlock = fc.record({
  type: fc.constantFrom('tool_use' as const, 'server_tool_use' as 'tool_use'),
  id: fc.uuid(),
  name: text({ minLength: 1 }),
  input: jsonObject(),
  caller: fc.constant({ type: 'direct' }),
})
const unknownBlock = fc.record({ type: fc.constant('web_search_tool_result' as const), content: json() })

/** A block of an answer, of any known type or of one that we do not know, with unknown fields. */
export const block = (): fc.Arbitrary<AnswerBlock> =>
  withUnknown<AnswerBlock>(
    fc.oneof(
      textBlock,
      thinkingBlock,
      redactedBlock,
      toolBlock,
      unknownBlock as fc.Arbitrary<unknown> as fc.Arbitrary<AnswerBlock>,
    ),
  )

const count = fc.nat({ max: 200_000 })
const usage = withUnknown(
  fc.record({
    input_tokens: count,
    output_tokens: count,
    cache_creation_input_tokens: fc.option(count),
    cache_read_input_tokens: fc.option(count),
    output_tokens_details: fc.option(fc.record({ thinking_tokens: count })),
  }),
)

/** A legal message, with fields and blocks that we do not know. */
export const message = (): fc.Arbitrary<Message> =>
  withUnknown(
    fc.record({
      id: fc.uuid().map(id => `msg_${id}`),
      type: fc.constant('message' as const),
      role: fc.constant('assistant' as const),
      model: text({ minLength: 1 }),
      content: fc.array(block(), { maxLength: 4 }),
      stop_reason: fc.constantFrom('end_turn' as const, 'tool_use', 'max_tokens', 'refusal'),
      stop_sequence: fc.option(text()),
      stop_details: fc.option(jsonObject()),
      container: fc.option(jsonObject()),
      usage,
    }),
  )

/** A message as a legal stream, its deltas cut anywhere and pings strewn in. */
export const stream = (): fc.Arbitrary<{ readonly message: Message; readonly events: StreamEvent[] }> =>
  fc.tuple(message(), fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 20 })).map(([whole, cuts]) => {
    let turn = 0
    const next = (): number => cuts[turn++ % cuts.length] ?? 0
    const events = [...unfold(whole)].flatMap(event => cutDelta(event, next))
    return {
      message: whole,
      events: events.flatMap(event => (next() === 5 ? [{ type: 'ping' }, event] : [event])),
    }
  })

function cutDelta(event: StreamEvent, next: () => number): StreamEvent[] {
  if (event.type !== 'content_block_delta') return [event]
  const { delta } = event
  if (delta.type === 'text_delta') {
    return pieces(delta.text, next).map(piece => ({ ...event, delta: { ...delta, text: piece } }))
  }
  if (delta.type === 'thinking_delta') {
    return pieces(delta.thinking, next).map(piece => ({ ...event, delta: { ...delta, thinking: piece } }))
  }
  if (delta.type === 'input_json_delta') {
    return pieces(delta.partial_json, next).map(piece => ({
      ...event,
      delta: { ...delta, partial_json: piece },
    }))
  }
  return [event]
}

/** An `EventStream` of events at hand. */
export async function* streamOf(events: Iterable<StreamEvent>): EventStream & AsyncGenerator<StreamEvent> {
  yield* events
}

/** All events of a stream. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

/** A body that comes in the given reads. */
export async function* bodyOf(reads: Iterable<Buffer | string>): AsyncGenerator<Buffer> {
  for (const read of reads) yield Buffer.from(read)
}
