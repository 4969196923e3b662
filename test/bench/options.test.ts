import { expect } from 'chai'
import { parseOptions } from '../../bench/options.ts'

describe('the flags of the benchmark', () => {
  const known = { measures: ['burst', 'slow'], contenders: ['direct', 'pass'] }
  const parse = (...words: string[]) => parseOptions(words, known)

  it('measure everything in nine rounds unless they say otherwise', () => {
    expect(parse()).to.deep.equal({ rounds: 9, quick: false, measures: [], contenders: [] })
    expect(parse('--quick').rounds).to.equal(2)
    expect(parse('--quick', '--rounds', '7').rounds).to.equal(7)
    expect(parse('--append', 'page.md').append).to.equal('page.md')
  })
  it('name measures and contenders alike', () => {
    const { measures, contenders } = parse('--only', 'slow,pass', '--only', 'direct')
    expect(measures).to.deep.equal(['slow'])
    expect(contenders).to.deep.equal(['direct', 'pass'])
  })
  it('say what is known where they are wrong', () => {
    expect(() => parse('--only', 'pas')).to.throw(
      /no "pas"; measures are burst, slow, contenders are direct, pass/,
    )
    expect(() => parse('--rounds', '0')).to.throw(/1 to 50, got "0"/)
    expect(() => parse('--rounds', 'x')).to.throw(/1 to 50, got "x"/)
    expect(() => parse('--fast')).to.throw(/--fast/)
  })
})
