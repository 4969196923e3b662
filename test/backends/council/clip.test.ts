import { expect } from 'chai'
import { clip, cut } from '../../../src/backends/council/clip.ts'

describe('a text that is too long', () => {
  it('keeps its beginning and its end, and says what is missing', () => {
    const text = `${'a'.repeat(500)}${'b'.repeat(500)}`
    const clipped = clip(text, 200)
    expect(clipped.length).to.be.at.most(200)
    expect(clipped).to.match(/^a+\n\[\.\.\. 800 characters left out \.\.\.\]\nb+$/)
    expect(clip('short', 200)).to.equal('short')
    expect(clip('no room for a mark at all, not any', 10)).to.equal('no room fo')
  })

  it('is cut where only its beginning counts', () => {
    expect(cut('abcdefgh', 6)).to.equal('abc...')
    expect(cut('abcdef', 6)).to.equal('abcdef')
  })

  it('never ends or begins within a character', () => {
    const smileys = '😀'.repeat(200)
    for (let most = 100; most < 110; most++) {
      expect(clip(smileys, most)).not.to.match(/\p{Cs}/u)
      expect(cut(smileys, most)).not.to.match(/\p{Cs}/u)
    }
  })
})
