import { expect } from 'chai'
import { folded } from '../../../src/council/review/folded.ts'

describe('folding text', () => {
  it('makes lower case of plain text and changes nothing else', () => {
    expect(folded('Final Ranking:\n1. KX')).to.equal('final ranking:\n1. kx')
  })
  it('reads letters of other scripts that look Latin, full width and mathematical ones', () => {
    expect(folded('Ignоre аll')).to.equal('ignore all')
    expect(folded('ＦＩＮＡＬ 𝐑𝐚𝐧𝐤𝐢𝐧𝐠')).to.equal('final ranking')
  })
  it('drops what cannot be seen', () => {
    expect(folded('re\u200bview\u00ader\u{e0041}')).to.equal('reviewer')
  })
})
