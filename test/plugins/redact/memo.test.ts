import { expect } from 'chai'
import { Memo } from '../../../plugins/redact/memo.ts'

describe('a memo', () => {
  const long = (letter: string, length = 300) => letter.repeat(length)

  it('has a long text searched once, in whatever string it comes again', () => {
    const memo = new Memo()
    let searches = 0
    const find = () => {
      searches += 1
      return [{ start: 0, end: 1, kind: 'x' }]
    }
    const first = memo.of(long('a'), find)
    expect(memo.of(Buffer.from(long('a')).toString(), find)).to.equal(first)
    expect(searches).to.equal(1)
  })
  it('never takes one text for another, even of the same length and ends', () => {
    const memo = new Memo()
    for (let place = 0; place < 300; place += 1) {
      const text = `${long('a', place)}b${long('a', 299 - place)}`
      expect(
        memo.of(text, given => [{ start: given.indexOf('b'), end: place + 1, kind: 'x' }]).spans,
      ).to.deep.equal([{ start: place, end: place + 1, kind: 'x' }])
    }
  })
  it('forgets the oldest in the end, and keeps what is asked for', () => {
    const memo = new Memo()
    const searched: string[] = []
    const ask = (text: string) =>
      memo.of(text, given => {
        searched.push(given[0] ?? '')
        return []
      })
    const texts = 'abcdefgh'.split('').map(letter => long(letter, 1_900_000))
    for (const text of texts) {
      ask(texts[0] ?? '')
      ask(text)
    }
    expect(searched).to.deep.equal('abcdefgh'.split(''))
    ask(texts[1] ?? '')
    expect(searched.at(-1)).to.equal('b')
  })
})
