import { expect } from 'chai'
import { otherContent } from '../../../src/backends/openai/other-content.ts'

const read = (delta: Parameters<typeof otherContent>[0]): readonly [string, readonly string[]] => {
  const warnings: string[] = []
  return [otherContent(delta, text => void warnings.push(text)), warnings]
}

describe('content that is neither text nor a call', () => {
  it('is the words of what was spoken, without the sound', () => {
    const [words, warnings] = read({ audio: { data: 'AAAA', transcript: 'hi' } })
    expect(words).to.equal('hi')
    expect(warnings).to.deep.equal(['the model has spoken, and only the words of it are passed on'])
    expect(read({ audio: { data: 'AAAA' } })[0]).to.equal('')
  })
  it('is lost where it is an image, and that is said', () => {
    const [words, warnings] = read({ images: [{ type: 'image_url' }] })
    expect(words).to.equal('')
    expect(warnings).to.have.length(1)
  })
  it('is mostly not there', () => {
    expect(read({ content: 'a', audio: null, images: [] })).to.deep.equal(['', []])
  })
})
