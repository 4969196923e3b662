import { expect } from 'chai'
import fc from 'fast-check'
import { ApiError } from '../../../src/anthropic/errors.ts'
import type { StreamEvent } from '../../../src/anthropic/events.ts'
import { fold } from '../../../src/anthropic/fold.ts'
import { emptyUsage } from '../../../src/anthropic/message.ts'
import { type AnswerContext, ChatReader } from '../../../src/backends/openai/events.ts'
import { dialectOf, hostProfiles } from '../../../src/backends/openai/hosts.ts'
import type { ChatChunk, ChatDelta, ToolCallDelta } from '../../../src/backends/openai/types.ts'
import { ToolNames } from '../../../src/backends/shared/names.ts'
import { ReasoningMemory } from '../../../src/backends/shared/reasoning-memory.ts'
import { assertLegalStream } from '../../../src/testing/legal-stream.ts'
import { readByAnthropic } from '../../support/read-by-anthropic.ts'
import { text } from '../../support/values.ts'

const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null | undefined> =>
  fc.oneof(value, fc.constant(null), fc.constant(undefined))

const fragment = fc.oneof(
  fc.constantFrom(
    '{',
    '}',
    '{"a":',
    '"x',
    '"',
    '1}',
    '[1]',
    '{"a":1}',
    '"{\\"a\\":1}"',
    'oops',
    '\\u00',
    '',
    '```json',
  ),
  text(),
)
const toolCall = fc.record({
  index: maybe(fc.constantFrom(0, 1, 2)),
  id: maybe(fc.constantFrom('call_1', 'call_2', 'functions.Bash:0', '')),
  function: maybe(
    fc.record({
      name: maybe(fc.constantFrom('Bash', 'bash', 'Read', 'Unknown', '')),
      arguments: fc.oneof(maybe(fragment), fc.constant({ a: 1 } as unknown)),
    }),
  ),
  extra_content: maybe(fc.constant({ google: { thought_signature: 'SIG' } })),
}) as fc.Arbitrary<ToolCallDelta>
const delta = fc.record(
  {
    role: fc.constant('assistant'),
    content: fc.oneof(
      maybe(text()),
      fc.constantFrom('<think>', '</think>', '<th', '###', '#', '{"', 'pre', 'fill'),
      fc.constant([{ type: 'text', text: 'part' }, { type: 'thinking', thinking: 'part' }, null] as unknown),
    ),
    refusal: maybe(text()),
    reasoning_content: maybe(text()),
    reasoning: maybe(text()),
    reasoning_details: maybe(
      fc.array(fc.record({ type: fc.constant('reasoning.text'), text: text(), index: fc.nat(1) }), {
        maxLength: 2,
      }),
    ),
    tool_calls: maybe(fc.array(toolCall, { maxLength: 3 })),
    function_call: maybe(fc.record({ name: fc.constantFrom('Bash', ''), arguments: fragment })),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<ChatDelta>
const usage = fc.record(
  {
    prompt_tokens: maybe(fc.integer()),
    completion_tokens: maybe(fc.integer()),
    total_tokens: maybe(fc.integer()),
  },
  { requiredKeys: [] },
)
const reason = fc.constantFrom(
  'stop',
  'length',
  'tool_calls',
  'content_filter',
  'something new',
  null,
  undefined,
)
const choice = fc.oneof(
  { weight: 8, arbitrary: fc.record({ delta, finish_reason: reason }) },
  { weight: 1, arbitrary: fc.constantFrom({}, { delta: null }, { finish_reason: 'stop' }) },
)
const chunk = fc.oneof(
  { weight: 8, arbitrary: fc.record({ choices: fc.tuple(choice), usage: maybe(usage) }) },
  { weight: 1, arbitrary: fc.constantFrom({}, { choices: null }, { choices: [] }) },
) as fc.Arbitrary<ChatChunk>

const flags = fc.record({
  host: fc.constantFrom('compatible', ...hostProfiles.map(({ name }) => name)),
  thinking: fc.boolean(),
  singleCall: fc.boolean(),
  stops: fc.constantFrom([], ['###']),
  prefill: fc.constantFrom('', '{"', 'prefill'),
})

interface Flags {
  readonly host: string
  readonly thinking: boolean
  readonly singleCall: boolean
  readonly stops: readonly string[]
  readonly prefill: string
}

function contextOf({ host, ...flags }: Flags): AnswerContext {
  const names = new ToolNames(64)
  for (const name of ['Bash', 'Read']) names.host(name)
  return {
    backend: host,
    id: 'msg_1',
    asked: 'asked',
    model: 'model',
    dialect: dialectOf(
      hostProfiles.find(({ name }) => name === host) ?? { name: host, host: /./, dialect: {} },
    ),
    names,
    ...flags,
    memory: new ReasoningMemory(),
    conversation: 's',
    takenIds: ['call_2'],
    estimate: () => ({ ...emptyUsage, input_tokens: 1, output_tokens: 1 }),
    warn: () => {},
  }
}

/** What the client gets of the chunks; the failure beside it, where there is one. */
function read(chunks: readonly ChatChunk[], flags: Flags): { events: StreamEvent[]; failure?: unknown } {
  const reader = new ChatReader(contextOf(flags))
  const events: StreamEvent[] = []
  try {
    for (const one of chunks) {
      events.push(...reader.read(one))
      if (reader.isStopped) break
    }
    events.push(...reader.finish(true))
  } catch (failure) {
    return { events, failure }
  }
  return { events }
}

describe('a stream of any host', () => {
  it('is a legal stream or a failure in the terms of the API, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(chunk, { minLength: 1, maxLength: 12, size: 'max' }), flags, (chunks, given) => {
        const { events, failure } = read(chunks, given)
        if (failure !== undefined && !ApiError.is(failure)) throw failure
        assertLegalStream(events, { partial: failure !== undefined })
      }),
      { numRuns: 2_000 },
    )
  }).timeout(60_000)

  it('is read by the official client as it was meant', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(chunk, { minLength: 1, maxLength: 12, size: 'max' }),
        flags,
        async (chunks, given) => {
          const { events, failure } = read(chunks, given)
          if (failure !== undefined) return
          expect((await readByAnthropic(events)).content).to.deep.equal(fold(events)?.content)
        },
      ),
      { numRuns: 200 },
    )
  }).timeout(60_000)

  it('loses no text, however it is cut into deltas', () => {
    const flagsOfText = flags.map(given => ({ ...given, stops: [], prefill: '' }))
    fc.assert(
      fc.property(fc.array(text(), { maxLength: 8 }), flagsOfText, (pieces, given) => {
        const chunks = pieces.map((content): ChatChunk => ({ choices: [{ delta: { content } }] }))
        const { events } = read([...chunks, { choices: [{ delta: {}, finish_reason: 'stop' }] }], given)
        const said = fold(events)
          ?.content.map(block => (block.type === 'text' ? block.text : ''))
          .join('')
        expect(said).to.equal(pieces.join(''))
      }),
      { numRuns: 500 },
    )
  })

  it('runs no more than one call where one was asked for', () => {
    fc.assert(
      fc.property(fc.array(chunk, { minLength: 1, maxLength: 12, size: 'max' }), flags, (chunks, given) => {
        const { events } = read(chunks, { ...given, singleCall: true })
        const calls = fold(events)?.content.filter(({ type }) => type === 'tool_use') ?? []
        expect(calls.length).to.be.below(2)
      }),
      { numRuns: 500 },
    )
  })
})
