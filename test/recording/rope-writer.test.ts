import { expect } from 'chai'
import { unpackRope } from '../../src/recording/rope.ts'
import { RopeWriter } from '../../src/recording/rope-writer.ts'
import { vendorCanaries } from '../plugins/redact/support.ts'

/** Numbers are blobs. */
function ropeOf(...pieces: readonly (string | number | { n: number; insert: [number, string][] })[]) {
  const writer = new RopeWriter()
  for (const piece of pieces) {
    if (typeof piece === 'string') writer.text(Buffer.from(piece))
    else writer.blob(typeof piece === 'number' ? { n: piece } : piece)
  }
  return writer.finished
}

const unpacked = async (rope: ReturnType<typeof ropeOf>): Promise<string> =>
  String(await unpackRope(rope, async n => Buffer.from(`<${n}>`)))

describe('writing a rope', () => {
  it('says blobs that follow each other by the first and the last', () =>
    expect(ropeOf('[', 3, ',', 4, ',', 5, ']')).to.deep.equal(['[', [3, 5], ']']))

  it('says others one by one, with the commas between them', () =>
    expect(ropeOf(3, ',', 5, ',', 4, ',', 4)).to.deep.equal([3, ',', 5, ',', 4, ',', 4]))

  it('keeps blobs apart between which there is more than a comma, or nothing', () => {
    expect(ropeOf(3, ', ', 4)).to.deep.equal([3, ', ', 4])
    expect(ropeOf(3, 4)).to.deep.equal([3, 4])
  })

  it('keeps a blob apart into which a mark is put back', () => {
    const marked = { n: 4, insert: [[1, '!']] as [number, string][] }
    expect(ropeOf(3, ',', marked, ',', 5)).to.deep.equal([3, ',', { blob: 4, insert: [[1, '!']] }, ',', 5])
  })

  it('leaves empty texts out', () => expect(ropeOf('', 1, '', 2)).to.deep.equal([1, 2]))

  it('loses no comma, wherever it stands', async () => {
    for (const pieces of [
      [','],
      [1, ','],
      [1, ',', ','],
      [1, ',', 'x'],
      [1, ',', ',', 2],
      [',', 1, ',', 2],
    ]) {
      const expected = pieces.map(piece => (typeof piece === 'number' ? `<${piece}>` : piece)).join('')
      expect(await unpacked(ropeOf(...pieces)), expected).to.equal(expected)
    }
  })

  it('takes keys out of texts, and counts them together with those of the blobs', () => {
    const [key = ''] = vendorCanaries.github ?? []
    const writer = new RopeWriter()
    writer.text(Buffer.from(`{"a":"${key}","b":`))
    expect(writer.scrubbed).to.deep.equal({ github: 1 })
    writer.blob({ n: 0, found: { github: 2, aws: 1 } })
    writer.text(Buffer.from('}'))
    expect(writer.scrubbed).to.deep.equal({ github: 3, aws: 1 })
    expect(writer.finished).to.deep.equal(['{"a":"[REDACTED:github]","b":', 0, '}'])
  })

  it('counts nothing where there is nothing', () => {
    const writer = new RopeWriter()
    writer.text(Buffer.from('clean'))
    expect(writer.scrubbed).to.equal(undefined)
  })
})
