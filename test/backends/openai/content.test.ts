import { expect } from 'chai'
import { contentPieces, reasoningText } from '../../../src/backends/openai/content.ts'

describe('the content of a delta', () => {
  it('is a string, or nothing', () => {
    expect(contentPieces('hi')).to.deep.equal([{ kind: 'text', text: 'hi' }])
    for (const nothing of ['', null, undefined, [null]]) expect(contentPieces(nothing)).to.deep.equal([])
  })

  it('is a number, a word of JSON or a part of its own where a host has parsed what was written', () => {
    expect([7, true, { type: 'text', text: 'a' }].map(contentPieces)).to.deep.equal([
      [{ kind: 'text', text: '7' }],
      [{ kind: 'text', text: 'true' }],
      [{ kind: 'text', text: 'a' }],
    ])
  })

  it('is a list of parts at Mistral, reasoning among them', () => {
    const parts = [
      {
        type: 'thinking',
        thinking: [
          { type: 'text', text: 'h' },
          { type: 'text', text: 'm' },
        ],
      },
      { type: 'text', text: 'yes' },
      { type: 'image' },
    ]
    expect(contentPieces(parts)).to.deep.equal([
      { kind: 'thinking', text: 'hm' },
      { kind: 'text', text: 'yes' },
      { kind: 'text', text: '[image]' },
    ])
  })
})

describe('the reasoning of a delta', () => {
  it('has three names', () => {
    expect(reasoningText({ reasoning_content: 'a' })).to.equal('a')
    expect(reasoningText({ reasoning: 'b' })).to.equal('b')
    expect(
      reasoningText({ reasoning_details: [{ text: 'c' }, { summary: 'd' }, { data: 'sealed' }, null] }),
    ).to.equal('cd')
    expect(reasoningText({})).to.equal('')
  })

  it('is nothing where a host puts something else under them', () => {
    for (const odd of [{ text: 'a' }, ['a'], 7, true, null]) {
      expect(reasoningText({ reasoning: odd, reasoning_content: odd } as never)).to.equal('')
    }
    expect(reasoningText({ reasoning_content: {} as never, reasoning: 'b' })).to.equal('b')
  })

  it('is said once where a host says it twice (case 21)', () => {
    expect(reasoningText({ reasoning: 'once', reasoning_details: [{ text: 'once' }] })).to.equal('once')
  })
})
