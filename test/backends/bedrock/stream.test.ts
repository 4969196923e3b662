import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { emptyUsage } from '../../../src/anthropic/message.ts'
import { ConverseReader } from '../../../src/backends/bedrock/events.ts'
import { streamed, whole } from '../../../src/backends/bedrock/stream.ts'
import type { ConverseEvent } from '../../../src/backends/bedrock/types.ts'
import { ToolNames } from '../../../src/backends/shared/names.ts'
import type { Batch } from '../../../src/core/batch.ts'
import { collect } from '../../support/streams.ts'

const reader = (): ConverseReader =>
  new ConverseReader({
    backend: 'cloud',
    id: 'msg_1',
    asked: 'm',
    names: new ToolNames(64),
    thinking: true,
    signed: true,
    singleCall: false,
    takenIds: [],
    estimate: () => emptyUsage,
    warn: () => {},
  })
const events: readonly ConverseEvent[] = [
  { messageStart: { role: 'assistant' } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'Hi' } } },
  { contentBlockStop: { contentBlockIndex: 0 } },
  { messageStop: { stopReason: 'end_turn' } },
]
const counted: ConverseEvent = { metadata: { usage: { inputTokens: 1, outputTokens: 1 } } }
const typesOf = (batches: readonly Batch[]) => batches.flatMap(batch => batch.events.map(({ type }) => type))

describe('an answer of Bedrock as batches', () => {
  it('leaves event by event', async () => {
    async function* source() {
      yield* [...events, counted]
    }
    expect(typesOf(await collect(streamed(source(), reader())))).to.deep.equal([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ])
  })
  it('ends with the usage, whether or not the connection does', async () => {
    let isLeft = false
    async function* source() {
      try {
        yield* [...events, counted]
        await sleep(60_000, undefined, { ref: false })
      } finally {
        isLeft = true
      }
    }
    await collect(streamed(source(), reader()))
    await sleep(0)
    expect(isLeft).to.equal(true)
  })
  it('ends without the usage where the connection ends', async () => {
    async function* source() {
      yield* events
    }
    expect(typesOf(await collect(streamed(source(), reader()))).at(-1)).to.equal('message_stop')
  })
  it('gives what came before a failure', async () => {
    async function* source() {
      yield* events.slice(0, 2)
      throw new Error('broken')
    }
    const seen: Batch[] = []
    const failure = await (async () => {
      for await (const batch of streamed(source(), reader())) seen.push(batch)
    })().catch((error: unknown) => error)
    expect((failure as Error).message).to.equal('broken')
    expect(typesOf(seen)).to.include('content_block_delta')
  })
  it('is one batch where it came whole, and none where it is no answer', () => {
    const answer = { output: { message: { content: [{ text: 'Hi' }] } }, stopReason: 'end_turn' }
    expect(typesOf([whole(answer, reader(), 'cloud')]).at(-1)).to.equal('message_stop')
    expect(() =>
      whole({ Output: { __type: 'UnknownOperationException' } } as never, reader(), 'cloud'),
    ).to.throw(/no answer of Converse/)
  })
})
