import { expect } from 'chai'
import { shownLine, shownLines } from '../../../src/commands/log/shown.ts'

describe('text of a recording on a terminal', () => {
  it('is one line with every control character visible', () => {
    expect(shownLine('a\u001b[31m\tb\r\n c\u202e')).to.equal('a\\u{1b}[31m b ↵ c\\u{202e}')
    expect(shownLine('x'.repeat(5_000))).to.have.length(2_000)
  })
  it('is several lines where it was', () =>
    expect(shownLines('a\tb\n\u0007c\r\nd')).to.deep.equal(['a  b', '\\u{7}c', 'd']))
})
