import { expect } from 'chai'
import fc from 'fast-check'
import { InternalError } from '../../src/anthropic/errors.ts'
import { decodeFrames, encodeEvents } from '../../src/anthropic/sse.ts'
import { frames, type SseEvent, SseReader } from '../../src/wire/sse.ts'
import { bodyOf, collect, stream } from '../support/streams.ts'
import { text } from '../support/values.ts'

const border = /(?:\r\n|\r|\n)(?:\r\n|\r|\n)$/

/** The buffer in reads that end at the given places. */
function readsOf(whole: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map(cut => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length]
  return places.slice(1).map((end, index) => whole.subarray(places[index], end))
}

const lineEnd = fc.constantFrom('\n', '\r\n', '\r')
/** A body of events with the line ends of one or of all systems. */
const body = fc
  .tuple(fc.array(fc.tuple(text(), lineEnd, lineEnd), { maxLength: 6 }), text())
  .map(([events, rest]) =>
    Buffer.from(
      events
        .map(([data, first, second]) => `data: ${data.replaceAll(/[\r\n]/g, '')}${first}${second}`)
        .join('') + rest,
    ),
  )
const cuts = fc.array(fc.nat({ max: 600 }), { maxLength: 20 })

describe('frames', () => {
  const cutAt = async (reads: readonly (Buffer | string)[]): Promise<string[]> =>
    (await collect(frames(bodyOf(reads)))).map(String)

  it('passes on whole events with the read that completes them', async () => {
    expect(await cutAt(['data: a\n', '\nda', 'ta: b\n\ndata: c\n\nda', 'ta'])).to.deep.equal([
      'data: a\n\n',
      'data: b\n\ndata: c\n\n',
      'data',
    ])
  })

  it('knows borders of all line ends, divided ones included', async () => {
    for (const end of ['\n\n', '\r\n\r\n', '\r\r', '\n\r', '\r\n\n', '\n\r\n', '\r\r\n']) {
      const whole = `data: a${end}data: b${end}`
      for (let cut = 1; cut < whole.length; cut += 1) {
        const pieces = await cutAt([whole.slice(0, cut), whole.slice(cut)])
        expect(pieces.join('')).to.equal(whole)
        for (const piece of pieces.filter(piece => piece !== '\n')) expect(piece).to.match(border)
      }
    }
  })

  it('keeps every byte, and cuts at borders only, for any body and any reads', async () => {
    await fc.assert(
      fc.asyncProperty(body, cuts, async (whole, cuts) => {
        const pieces = await collect(frames(bodyOf(readsOf(whole, cuts))))
        expect(Buffer.concat(pieces).equals(whole)).to.equal(true)
        // A blank line too many is a piece of its own: what counts is what has gone out until then.
        for (const count of pieces.slice(1).keys()) {
          expect(Buffer.concat(pieces.slice(0, count + 1)).toString('latin1')).to.match(border)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('cuts so that each piece can be read alone', async () => {
    const end = fc.constantFrom('\n', '\r\n', '\r')
    await fc.assert(
      fc.asyncProperty(stream(), end, cuts, async ({ events }, end, cuts) => {
        const whole = Buffer.from(encodeEvents(events).replaceAll('\n', end))
        const pieces = await collect(frames(bodyOf(readsOf(whole, cuts))))
        expect(pieces.flatMap(piece => decodeFrames(piece.toString()))).to.deep.equal(events)
      }),
    )
  })

  it('holds no event longer than until it is whole', async () => {
    const seen: string[] = []
    async function* reads(): AsyncGenerator<Buffer> {
      for (const read of ['data: a\n\nda', 'ta: b\r\r', 'data: c\r\n\r\n']) {
        yield Buffer.from(read)
        seen.push('read')
      }
    }
    for await (const piece of frames(reads())) seen.push(piece.toString())
    expect(seen).to.deep.equal(['data: a\n\n', 'read', 'data: b\r\r', 'read', 'data: c\r\n\r\n', 'read'])
  })

  it('passes a read that ends at a border on as it is, uncopied', async () => {
    const read = Buffer.from('data: a\n\n')
    async function* reads(): AsyncGenerator<Buffer> {
      yield Buffer.alloc(0)
      yield read
    }
    expect((await collect(frames(reads())))[0]).to.equal(read)
  })

  it('carries an event of 5 MB in small reads at a cost that grows with its size alone', async function () {
    this.timeout(20_000)
    const whole = Buffer.from(`data: ${'x'.repeat(5_000_000)}\n\n`)
    const reads = Array.from({ length: Math.ceil(whole.length / 1024) }, (_, index) =>
      whole.subarray(index * 1024, (index + 1) * 1024),
    )
    const [piece, ...more] = await collect(frames(bodyOf(reads)))
    expect(piece?.equals(whole)).to.equal(true)
    expect(more).to.deep.equal([])
  })

  it('refuses an event without end', async () => {
    async function* endless(): AsyncGenerator<Buffer> {
      const read = Buffer.alloc(8 * 1024 * 1024, 'x')
      for (;;) yield read
    }
    const error = await collect(frames(endless())).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(InternalError).with.property('message').that.includes('64 MB')
  })
})

describe('a reader of events', () => {
  const lists = (reads: readonly (Buffer | string)[]): readonly SseEvent[][] => {
    const reader = new SseReader()
    return [...reads.map(read => reader.push(Buffer.from(read))), reader.rest()]
  }
  const parsed = (reads: readonly (Buffer | string)[]): SseEvent[] => lists(reads).flat()

  const whole = Buffer.from(
    '\ufeff: hello\n\nevent: one\ndata: {"a":"ü漢😀"}\n\ndata:no space\r\ndata:  two lines\r\n\r\nid: 7\rdata: cr\r\r' +
      'retry: 5\nunknown: x\n\nevent: empty\n\ndata: [DONE]\n\ndata: last',
  )
  const events: SseEvent[] = [
    { event: 'one', data: '{"a":"ü漢😀"}' },
    { data: 'no space\n two lines' },
    { id: '7', data: 'cr' },
    { data: '[DONE]' },
    { data: 'last' },
  ]

  it('gives the events of a body, the one included that its end cuts short', () => {
    expect(parsed([whole])).to.deep.equal(events)
  })

  it('gives the same events for every cut', () => {
    for (let first = 0; first <= whole.length; first += 1) {
      expect(parsed(readsOf(whole, [first]))).to.deep.equal(events)
      expect(parsed(readsOf(whole, [first, first + 1]))).to.deep.equal(events)
    }
    expect(parsed(readsOf(whole, [...whole.keys()]))).to.deep.equal(events)
  })

  it('gives the same events for any body and any reads', () => {
    fc.assert(
      fc.property(body, cuts, (whole, cuts) => {
        expect(parsed(readsOf(whole, cuts))).to.deep.equal(parsed([whole]))
      }),
      { numRuns: 500 },
    )
  })

  it('gives with each read what that completes', () => {
    const given = lists(['data: a\n\ndata: b\n\nda', 'ta: c', '\n\n'])
    expect(given).to.deep.equal([[{ data: 'a' }, { data: 'b' }], [], [{ data: 'c' }], []])
  })

  it('refuses an event without end', () => {
    const reader = new SseReader()
    const read = Buffer.from(`data: ${'x'.repeat(8 * 1024 * 1024)}\n`)
    const fill = () => {
      for (let count = 0; count < 100; count++) reader.push(read)
    }
    expect(fill).to.throw(InternalError, '64 MB')
  })
})
