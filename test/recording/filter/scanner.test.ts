import { expect } from 'chai'
import { FilterError } from '../../../src/recording/filter/filter-error.ts'
import { Scanner } from '../../../src/recording/filter/scanner.ts'

/** Words and signs as they come, a value as `form:text/flags`. */
function scanned(text: string): readonly string[] {
  const scanner = new Scanner(text)
  const found: string[] = []
  for (;;) {
    const token = scanner.next()
    if (token.kind === 'end') return found
    if (token.kind === 'word')
      found.push(`${token.value.form}:${token.value.text}${token.value.flags && `/${token.value.flags}`}`)
    else found.push(token.kind === 'operator' ? `~${token.name}` : token.kind)
  }
}

describe('the words of a filter', () => {
  it('are signs, operators and values', () =>
    expect(scanned('!(~e & a) | "b c"')).to.deep.equal([
      '!',
      '(',
      '~e',
      '&',
      'bare:a',
      ')',
      '|',
      'quoted:b c',
    ]))
  it('may stand close together', () =>
    expect(scanned('~e|~cold&(a)')).to.deep.equal(['~e', '|', '~cold', '&', '(', 'bare:a', ')']))
  it('keep a | between two letters, and brackets that begin inside', () =>
    expect(scanned('5xx|429 f(x|y) a|#1 a| b')).to.deep.equal([
      'bare:5xx|429',
      'bare:f(x|y)',
      'bare:a',
      '|',
      'bare:#1',
      'bare:a',
      '|',
      'bare:b',
    ]))
  it('are quoted in two ways, where a backslash is for the quote alone', () =>
    expect(scanned(String.raw`'a "b"' "\d \" e"`)).to.deep.equal(['quoted:a "b"', String.raw`quoted:\d " e`]))
  it('tell a pattern from a path', () =>
    expect(scanned(String.raw`/a b\/c/i /usr/local /x/`)).to.deep.equal([
      String.raw`pattern:a b\/c/i`,
      'bare:/usr/local',
      'pattern:x',
    ]))
  it('must have an end', () => expect(() => scanned('a "b')).to.throw(FilterError, '\n  a "b\n    ^'))
  it('are values only where none of the signs stands', () => {
    const scanner = new Scanner('  ) x')
    expect(scanner.value()).to.equal(undefined)
    expect(scanner.position).to.equal(2)
    expect(scanner.next().kind).to.equal(')')
    expect(scanner.value()).to.deep.equal({ text: 'x', form: 'bare', flags: '', at: 4 })
  })
})
