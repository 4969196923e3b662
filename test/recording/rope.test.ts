import { expect } from 'chai'
import { RecordingError } from '../../src/recording/recording-error.ts'
import { blobsIn, unpackRope } from '../../src/recording/rope.ts'
import type { Rope } from '../../src/recording/schema.ts'
import { failureOf } from '../support/failure.ts'

const blobs = ['{"a":"grün"}', '{"b":2}', '{"c":3}']
const blob = async (n: number): Promise<Buffer> => Buffer.from(blobs[n] ?? '')
const unpacked = async (rope: Rope): Promise<string> => String(await unpackRope(rope, blob))

describe('unpacking a rope', () => {
  const cases: readonly (readonly [what: string, rope: Rope, text: string])[] = [
    ['nothing', [], ''],
    ['texts as they are', ['{"a":', '"✓"}'], '{"a":"✓"}'],
    ['a blob by its number', ['[', 1, ']'], '[{"b":2}]'],
    ['neighbours with commas between them', ['[', [0, 2], ']'], `[${blobs.join()}]`],
    ['a span of one', [[1, 1]], '{"b":2}'],
    [
      'texts put back at their bytes',
      [
        {
          blob: 0,
          insert: [
            [0, ' '],
            [12, ',"m":1'],
            [13, '!'],
          ],
        },
      ],
      ' {"a":"grün","m":1}!',
    ],
    ['bytes that are no text', [{ base64: Buffer.from('abc').toString('base64') }], 'abc'],
  ]
  for (const [what, rope, text] of cases)
    it(`gives ${what}`, async () => expect(await unpacked(rope)).to.equal(text))

  it('keeps bytes that are no UTF-8', async () =>
    expect(await unpackRope([{ base64: '//79' }], blob)).to.deep.equal(Buffer.from([0xff, 0xfe, 0xfd])))

  it('refuses a piece of a form that is not known yet', async () => {
    const rope = [{ zipped: 'x' }] as unknown as Rope
    const failure = await failureOf(unpackRope(rope, blob))
    expect(failure).to.be.instanceOf(RecordingError)
  })

  it('says which blobs it takes', () =>
    expect([...blobsIn(['x', 4, [1, 3], { blob: 7, insert: [] }, { base64: '' }, 4])]).to.deep.equal([
      4, 1, 2, 3, 7, 4,
    ]))
})
