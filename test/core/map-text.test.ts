import { expect } from 'chai'
import fc from 'fast-check'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { fold } from '../../src/anthropic/fold.ts'
import type { Message } from '../../src/anthropic/message.ts'
import { encodeEvents } from '../../src/anthropic/sse.ts'
import { Batch, batchesOf, eventsOf } from '../../src/core/batch.ts'
import { type MapTextOptions, mapText } from '../../src/core/map-text.ts'
import { BlockWriter } from '../../src/wire/block-writer.ts'
import { assertLegalStream, collect, stream, streamOf } from '../support/streams.ts'
import { pieces } from '../support/values.ts'

const conceal = (value: string): string => value.replaceAll('SECRET-123', '***')

const start = (): BlockWriter => new BlockWriter({ id: 'msg_1', model: 'x' })

/** A text answer in the given deltas. */
function answer(deltas: readonly string[]): StreamEvent[] {
  const writer = start()
  return [...deltas.flatMap(delta => writer.text(delta)), ...writer.finish()]
}

async function mapped(
  events: readonly StreamEvent[],
  rewrite: (text: string) => string,
  options: MapTextOptions,
): Promise<StreamEvent[]> {
  const out = await collect(mapText(streamOf(events), rewrite, options))
  assertLegalStream(out)
  return out
}

const textOf = (events: readonly StreamEvent[]): unknown =>
  fold(events)
    ?.content.map(block => block.type === 'text' && block.text)
    .join('|')

/** Deltas as cut by the given lengths, over and over. */
const cutBy = (whole: string, lengths: readonly number[]): string[] => {
  let turn = 0
  return pieces(whole, () => lengths[turn++ % lengths.length] ?? 1)
}

describe('mapText', () => {
  it('sees a match that deltas divide, at every cut', async () => {
    const whole = 'a SECRET-123 b SECRET-SECRET-123SECRET-123'
    for (let first = 0; first <= whole.length; first += 1) {
      for (let second = first; second <= whole.length; second += 1) {
        const deltas = [whole.slice(0, first), whole.slice(first, second), whole.slice(second)]
        const out = await mapped(answer(deltas), conceal, { hold: 10 })
        expect(textOf(out)).to.equal('a *** b SECRET-******')
      }
    }
  })

  it('sees it one character at a time too', async () => {
    expect(textOf(await mapped(answer([...'xSECRET-123SECRET-12']), conceal, { hold: 10 }))).to.equal(
      'x***SECRET-12',
    )
  })

  it('never rewrites what it has rewritten', async () => {
    const out = await mapped(answer([...'abab']), value => value.replaceAll('a', 'aa'), { hold: 1 })
    expect(textOf(out)).to.equal('aabaab')
  })

  it('gives each block the text that the whole block would get, for any replacement and any cut', async () => {
    // None of these looks at more than five characters.
    const rewrites: readonly ((value: string) => string)[] = [
      value => value.replaceAll('ab', 'b'),
      value => value.replaceAll('ab', 'abab'),
      value => value.replaceAll('aa', 'a'),
      value => value.replaceAll(/a{1,3}b|b{2,3}/g, '<$&>'),
      value => value.replaceAll(/\bab?\b/g, 'X'),
      value => value.replaceAll(/(?<=a)b(?!a)/g, ''),
      value => value.replaceAll('😀', ''),
      value => value.toUpperCase(),
    ]
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '😀'), maxLength: 80 })
    const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
    const hold = fc.integer({ min: 5, max: 12 })
    await fc.assert(
      fc.asyncProperty(
        letters,
        lengths,
        hold,
        fc.constantFrom(...rewrites),
        async (whole, cuts, hold, rewrite) => {
          expect(textOf(await mapped(answer(cutBy(whole, cuts)), rewrite, { hold }))).to.equal(rewrite(whole))
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('lets a block wait for its end where the function suits no cut', async () => {
    const out = await mapped(answer(['abc', 'def', 'ghi']), value => `${value}${value.length}`, { hold: 1 })
    expect(textOf(out)).to.equal('abcdefghi9')
  })

  it('holds back no more than twice the length of a match', async () => {
    let given = 0
    let taken = 0
    const source = answer([...'SECRET-12'.repeat(30)])
    async function* events(): AsyncGenerator<StreamEvent> {
      for (const event of source) {
        if (event.type === 'content_block_delta') given += 1
        yield event
      }
    }
    for await (const event of mapText(events(), conceal, { hold: 10 })) {
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta')
        taken += event.delta.text.length
      expect(given - taken).to.be.at.most(20)
    }
  })

  it('divides no surrogate pair', async () => {
    for (const hold of [0, 1, 2, 3]) {
      const out = await mapped(answer([...'a😀b😀😀c']), value => value, { hold })
      for (const event of out) expect(JSON.stringify(event)).not.to.include('\\ud')
      expect(textOf(out)).to.equal('a😀b😀😀c')
    }
  })

  it('joins a pair that came in two deltas', async () => {
    const [open, ...close] = answer(['x'])
    const halves = ['\ud83d', '\ude00'].map(
      (half): StreamEvent => ({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'text_delta', text: half },
      }),
    )
    const [block, delta, ...rest] = close
    const source = [open, block, ...halves, delta, ...rest] as StreamEvent[]
    expect(textOf(await mapped(source, value => value.replaceAll('😀', ':)'), { hold: 0 }))).to.equal(':)x')
  })

  it('rewrites the chosen kinds of text and no other', async () => {
    const writer = start()
    const events = [
      ...writer.thinking('SECRET'),
      ...writer.thinking('-123'),
      ...writer.signature('SECRET-123'),
      ...writer.text('SECRET-123'),
      ...writer.tool(0, { id: 'a', name: 'Bash' }, '{"command":"SECRET'),
      ...writer.tool(0, {}, '-123"}'),
      ...writer.finish(),
    ]
    const contents = async (kinds?: MapTextOptions['kinds']): Promise<unknown> => {
      const message = fold(await mapped(events, conceal, { hold: 10, ...(kinds && { kinds }) })) as Message
      return message.content.map(block =>
        block.type === 'thinking'
          ? [block.thinking, block.signature]
          : block.type === 'text'
            ? block.text
            : block.type === 'tool_use' && block.input,
      )
    }
    const thinking = ['SECRET-123', 'SECRET-123']
    const input = { command: 'SECRET-123' }
    expect(await contents()).to.deep.equal([thinking, '***', input])
    expect(await contents(['thinking'])).to.deep.equal([['***', 'SECRET-123'], 'SECRET-123', input])
    expect(await contents(['input_json'])).to.deep.equal([thinking, 'SECRET-123', { command: '***' }])
  })

  it('rewrites what a server puts into the start of a block', async () => {
    const events = answer(['-123 b']).map(event =>
      event.type === 'content_block_start'
        ? { ...event, content_block: { type: 'text' as const, text: 'a SECRET' } }
        : event,
    )
    expect(textOf(await mapped(events, conceal, { hold: 10 }))).to.equal('a *** b')
  })

  it('gives out what it holds where the stream ends early', async () => {
    const cut = answer(['SECRET-123']).slice(0, 3)
    expect(textOf(await collect(mapText(streamOf(cut), conceal, { hold: 10 })))).to.equal('***')
  })

  it('leaves a batch in which it changes nothing as it came', async () => {
    const batch = Batch.ofFrames(Buffer.from(encodeEvents(answer(['a']).slice(0, 2))))
    async function* batches(): AsyncGenerator<Batch> {
      yield batch
    }
    expect(await collect(batchesOf(mapText(eventsOf(batches()), conceal, { hold: 10 })))).to.deep.equal([
      batch,
    ])
  })

  it('gives back any stream that the function leaves as it is', async () => {
    await fc.assert(
      fc.asyncProperty(stream(), fc.nat({ max: 5 }), async ({ events, message }, hold) => {
        const out = await mapped(events, value => value, { hold, kinds: ['text', 'thinking', 'input_json'] })
        expect(fold(out)).to.deep.equal(message)
      }),
      { numRuns: 200 },
    )
  })

  it('wants to know how long a match may be', () => {
    expect(() => mapText(streamOf([]), text => text, { hold: Number.NaN })).to.throw(RangeError, 'hold')
    expect(() => mapText(streamOf([]), text => text, { hold: -1 })).to.throw(RangeError, 'hold')
  })

  it('is fast on long texts, also for a function that suits no cut', async function () {
    this.timeout(20_000)
    const deltas = Array.from({ length: 5_000 }, () => 'some words ')
    await mapped(answer(deltas), conceal, { hold: 100 })
    await mapped(answer(deltas), value => `${value}.`, { hold: 100 })
  })
})
