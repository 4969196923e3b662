import { expect } from 'chai'
import { ValueProblem } from '../../../src/recording/filter/filter-error.ts'
import type { Value } from '../../../src/recording/filter/scanner.ts'
import {
  alternativesOf,
  beginning,
  containing,
  count,
  dollars,
  duration,
  matching,
  moment,
  named,
  statuses,
} from '../../../src/recording/filter/values.ts'

const bare = (text: string): Value => ({ text, form: 'bare', flags: '', at: 0 })
const pattern = (text: string, flags = ''): Value => ({ text, form: 'pattern', flags, at: 0 })

describe('texts of a filter', () => {
  it('are several with | between them, unless they are quoted', () => {
    expect(alternativesOf(bare('a|b'))).to.deep.equal(['a', 'b'])
    expect(alternativesOf({ ...bare('a|b'), form: 'quoted' })).to.deep.equal(['a|b'])
  })
  it('are found anywhere, whatever their case', () => {
    expect(containing(bare('Opus|haiku'))('claude-opus-5')).to.equal(true)
    expect(containing(bare('a.c'))('abc')).to.equal(false)
    expect(containing(pattern('a.c'))('abc')).to.equal(true)
  })
  it('are whole names, where * stands for anything', () => {
    expect(named(bare('bash'))('Bash')).to.equal(true)
    expect(named(bare('Bash'))('BashOutput')).to.equal(false)
    expect(named(bare('mcp__*|Read'))('mcp__x__y')).to.equal(true)
    expect(named(bare('a.b'))('axb')).to.equal(false)
    expect(named(pattern('^B'))('Bash')).to.equal(true)
  })
  it('are beginnings of ids', () => {
    expect(beginning(bare('3f|4a'))('4a99')).to.equal(true)
    expect(beginning(bare('9'))('4a99')).to.equal(false)
    expect(beginning(pattern('9$'))('4a99')).to.equal(true)
  })
  it('are regular expressions, with case only between slashes', () => {
    expect(matching(bare('a|b+'))('xB')).to.equal(true)
    expect(matching(pattern('B'))('b')).to.equal(false)
    const twice = matching(pattern('b', 'i'))
    expect([twice('B'), twice('B')]).to.deep.equal([true, true])
  })
  it('know the flags that make sense here, and refuse others', () =>
    expect(() => matching(pattern('b', 'gi'))).to.throw(ValueProblem, 'may stand i, m, s and u, and no g'))
  it('say what is wrong with an expression', () =>
    expect(() => matching(bare('a['))).to.throw(
      ValueProblem,
      /no regular expression \(.*character class.*\)/,
    ))
})

describe('numbers of a filter', () => {
  it('have units, and mean at least so much without a sign', () => {
    expect([duration(bare('10s'))(10_000), duration(bare('10'))(9_999)]).to.deep.equal([true, false])
    expect([duration(bare('<2m'))(119_999), duration(bare('<=500ms'))(500)]).to.deep.equal([true, true])
    expect([count(bare('>100k'))(100_000), count(bare('>=1.5M'))(1_500_000)]).to.deep.equal([false, true])
    expect([dollars(bare('>$0.5'))(0.6), dollars(bare('=.5'))(0.5)]).to.deep.equal([true, true])
  })
  it('say what they may be', () => {
    expect(() => duration(bare('10x'))).to.throw(
      ValueProblem,
      'with ms, s, m, h, d or nothing behind it, such as 10s',
    )
    expect(() => count(bare('>'))).to.throw(ValueProblem, 'such as >100k')
    expect(() => dollars(bare('5k'))).to.throw(ValueProblem, 'expected a number, such as >0.5')
  })
  it('are statuses, or classes of them', () => {
    const isBad = statuses(bare('5xx|429'))
    expect([isBad(503), isBad(429), isBad(404)]).to.deep.equal([true, true, false])
    expect(() => statuses(bare('6xx'))).to.throw(ValueProblem, 'such as 429 or 5xx')
  })
})

describe('times of a filter', () => {
  const now = Date.parse('2026-11-26T12:00:00Z')
  it('are so long ago, or of ISO 8601', () => {
    expect(moment(bare('10m'), now)).to.equal(now - 600_000)
    expect(moment(bare('1.5h'), now)).to.equal(now - 5_400_000)
    expect(moment(bare('2026-11-26T10:30:00Z'), now)).to.equal(Date.parse('2026-11-26T10:30:00Z'))
    expect(moment(bare('2026-11-26'), now)).to.equal(new Date(2026, 10, 26).getTime())
  })
  it('say what they may be', () => {
    for (const wrong of ['10', '7', 'noon', '2026-13-45']) {
      expect(() => moment(bare(wrong), now), wrong).to.throw(ValueProblem, 'expected a time')
    }
  })
})
