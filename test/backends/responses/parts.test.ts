import { expect } from 'chai'
import type { ContentBlock, ImageBlock } from '../../../src/anthropic/blocks.ts'
import { isText, partsOf, textPart } from '../../../src/backends/responses/parts.ts'

const warnings: string[] = []
const context = { backend: 'work', warn: (text: string) => void warnings.push(text) }
const image = (source: ImageBlock['source']): ImageBlock => ({ type: 'image', source })

describe('blocks as parts of the input', () => {
  it('are texts, and nothing where there is no text', () => {
    expect(partsOf({ type: 'text', text: 'Hi' }, context)).to.deep.equal([textPart('Hi')])
    expect(partsOf({ type: 'text', text: '' }, context)).to.deep.equal([])
    expect(isText(textPart(''))).to.equal(true)
  })

  it('case 67: are pictures by their bytes or by their URL', () => {
    const url = 'https://pictures.example/a.png'
    expect(partsOf(image({ type: 'url', url }), context)).to.deep.equal([
      { type: 'input_image', image_url: url, detail: 'auto' },
    ])
    const [part] = partsOf(image({ type: 'base64', media_type: 'image/gif', data: 'R0lGODlh' }), context)
    expect(part).to.include({ image_url: 'data:image/gif;base64,R0lGODlh' })
    expect(() => partsOf(image({ type: 'file', file_id: 'f' }), context)).to.throw('Files API')
  })

  it('case 68: are files for the host to read or to fetch, and texts for the rest', () => {
    const document = (source: object): ContentBlock =>
      ({ type: 'document', title: 'a', source }) as ContentBlock
    expect(
      partsOf(document({ type: 'base64', media_type: 'application/pdf', data: 'JVBE' }), context),
    ).to.deep.equal([
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' },
    ])
    expect(partsOf(document({ type: 'url', url: 'https://x.example/a.pdf' }), context)).to.deep.equal([
      textPart('Title: a'),
      { type: 'input_file', file_url: 'https://x.example/a.pdf' },
    ])
    const texts = [
      { type: 'text', media_type: 'text/plain', data: 'body' },
      { type: 'content', content: 'body' },
    ]
    for (const source of texts) {
      expect(partsOf(document(source), context)).to.deep.equal([
        textPart('<document title="a">\nbody\n</document>'),
      ])
    }
    expect(
      partsOf(document({ type: 'content', content: [{ type: 'text', text: 'one' }] }), context),
    ).to.deep.equal([textPart('Title: a'), textPart('one')])
    expect(() => partsOf(document({ type: 'file', file_id: 'f' }), context)).to.throw('Files API')
  })

  it('case 90: are a word about what nobody knows', () => {
    expect(partsOf({ type: 'hologram' } as unknown as ContentBlock, context)).to.deep.equal([
      textPart('[unsupported block hologram]'),
    ])
    expect(warnings).to.have.length(1)
  })
})
