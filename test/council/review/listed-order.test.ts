import { expect } from 'chai'
import { listsIn } from '../../../src/council/review/listed-order.ts'

const lists = (text: string): unknown[] => [...listsIn(text)]

describe('finding a list', () => {
  it('reads a numbered one under a heading, with what Markdown puts around it', () => {
    expect(
      lists('KX is good.\n\n## Final Ranking:\n\n1. **KX** - the best\n2) TN = PR\n\nSo much for that.'),
    ).to.deep.equal([['KX', 'TN = PR']])
    expect(lists('My ranking (best first):\r\n1. Answer KX\r\n2. Answer TN: weak\r\n')).to.deep.equal([
      ['Answer KX', 'Answer TN'],
    ])
  })
  it('takes the last heading first', () => {
    expect(lists('Ranking:\n1. A\n2. B\n\nFinal ranking\n1. KX\n2. TN')).to.deep.equal([
      ['KX', 'TN'],
      ['A', 'B'],
    ])
  })
  it('leaves lines that name nothing as they are, for the reader to count', () => {
    expect(lists('Ranking\n1. KX\n2. I like them all')).to.deep.equal([['KX', 'I like them all']])
  })
  it('finds none without a heading, without numbers, or in prose', () => {
    expect(lists('1. KX\n2. TN')).to.deep.equal([])
    expect(lists('Ranking:\nKX, then TN')).to.deep.equal([])
    expect(lists('The ranking of KX before TN is clear.\n1. KX\n2. TN')).to.deep.equal([])
  })
})
