import { expect } from 'chai'
import fc from 'fast-check'
import { objectsIn } from '../../../src/council/review/found-objects.ts'

const found = (text: string): unknown[] => [...objectsIn(text)]
const fence = '```'

describe('finding objects in a review', () => {
  it('takes the last fence first, and then what stands in the open', () => {
    const text = `${fence}json\n{"ranking": 1}\n${fence}\nor {"ranking": 3}\n${fence}\n{"ranking": 2}\n${fence}`
    expect(found(text).slice(0, 2)).to.deep.equal([{ ranking: 2 }, { ranking: 1 }])
    expect(found(text)).to.deep.include({ ranking: 3 })
  })
  it('is not confused by a quoted fence without its end', () => {
    const text = `It writes ${fence} and\n${fence}\nwithout an end.\n${fence}json\n{"ranking": 1}\n${fence}`
    expect(found(text)[0]).to.deep.equal({ ranking: 1 })
  })
  it('reads a last fence that is not closed, lines that end as on Windows, and objects inside objects', () => {
    expect(found(`${fence}json\r\n{"ranking":\r\n 1}`)[0]).to.deep.equal({ ranking: 1 })
    expect(
      found('So: {"answers": [{"label": "K{"}, {"a": {}}], "ranking": [["K"]]} and } so on {')[0],
    ).to.have.property('answers')
  })
  it('finds nothing in what is cut off, or has no ranking', () => {
    expect(found('{"answers": [{"label": "KX"}], "ranking": [["KX"')).to.deep.equal([])
    expect(found('{"order": [1]}')).to.deep.equal([])
  })
  it('ends soon and never throws, whatever the text is', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '"',
      '\\',
      '"ranking":',
      fence,
      `\n${fence}json\n`,
      '[',
      ']',
      '1',
      ',',
      '\r\n',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 200 }), parts => {
        expect(found(parts.join(''))).to.be.an('array')
      }),
    )
    for (const piece of ['{', '{"ranking":', `${fence}json\n`, '{"', '"ranking"{']) {
      expect(found(piece.repeat(20_000)), piece).to.deep.equal([])
    }
  })
})
