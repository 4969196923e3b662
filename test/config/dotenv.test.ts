import { expect } from 'chai'
import { parseDotenv } from '../../src/config/dotenv.ts'

describe('the text of a .env', () => {
  it('sets variables, also over several lines', () => {
    const text = '\uFEFF# keys\r\nexport A="x\ny" # note\r\nB=\'c#d\'\nC = plain \nD=`e\nf`\nE=\n'
    expect(parseDotenv(text)).to.deep.equal({
      values: { A: 'x\ny', B: 'c#d', C: 'plain', D: 'e\nf', E: '' },
      junk: [],
    })
  })
  it('loses nothing to a line that is none, and names that line', () => {
    expect(parseDotenv('A=1\njust words\nB=2\n\n  # note\nC: 3\n=4\nD=5')).to.deep.equal({
      values: { A: '1', B: '2', D: '5' },
      junk: [2, 6, 7],
    })
  })
  it('ends a quote that is never closed with its line', () =>
    expect(parseDotenv('A="open\nB=2\n').values).to.deep.equal({ A: '"open', B: '2' }))
})
