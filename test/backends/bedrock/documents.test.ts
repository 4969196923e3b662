import { expect } from 'chai'
import type { DocumentBlock, ImageBlock } from '../../../src/anthropic/blocks.ts'
import { documentBlocks, documentNames, imageBlock } from '../../../src/backends/bedrock/documents.ts'
import { traitsOf } from '../../../src/backends/bedrock/traits.ts'
import { nova, sonnet } from './backend.ts'

const png = 'iVBORw0KGgoAAAANSUhEUg=='
const pdf = Buffer.from('%PDF-1.7').toString('base64')

function contextOf(model = sonnet) {
  const warnings: string[] = []
  const warn = (text: string) => void warnings.push(text)
  return { backend: 'cloud', traits: traitsOf(model), documentName: documentNames(), warn, warnings }
}

const imageOf = (source: ImageBlock['source']): ImageBlock => ({ type: 'image', source })

describe('images on Bedrock', () => {
  it('have the format that their first bytes tell', () => {
    const block = imageOf({ type: 'base64', media_type: 'image/jpeg', data: png })
    expect(imageBlock(block, contextOf())).to.deep.equal({ image: { format: 'png', source: { bytes: png } } })
  })
  it('have the named format where the bytes tell nothing', () => {
    const block = imageOf({ type: 'base64', media_type: 'image/jpg', data: 'AAAA' })
    expect(imageBlock(block, contextOf())).to.deep.nested.include({ 'image.format': 'jpeg' })
    const odd = imageOf({ type: 'base64', media_type: 'image/tiff', data: 'AAAA' })
    expect(() => imageBlock(odd, contextOf())).to.throw(/image\/tiff is not taken/)
  })
  it('are fetched from S3 alone', () => {
    const context = contextOf()
    expect(imageBlock(imageOf({ type: 'url', url: 's3://bucket/a.PNG' }), context)).to.deep.equal({
      image: { format: 'png', source: { s3Location: { uri: 's3://bucket/a.PNG' } } },
    })
    expect(imageBlock(imageOf({ type: 'url', url: 'https://a/b.png' }), context)).to.deep.equal({
      text: '[image at https://a/b.png, not fetched]',
    })
    expect(context.warnings).to.deep.equal(['an image was left out: cloud does not fetch https://a/b.png'])
  })
  it('are no files of Anthropic’s', () => {
    expect(() => imageBlock(imageOf({ type: 'file', file_id: 'f' }), contextOf())).to.throw(/Files API/)
  })
})

describe('documents on Bedrock', () => {
  const base64 = { type: 'base64', media_type: 'application/pdf', data: pdf } as const
  const blocksOf = (block: Omit<DocumentBlock, 'type'>, context = contextOf()) =>
    documentBlocks({ type: 'document', ...block }, context)

  it('case 98: have a neutral name each, and their title beside it', () => {
    const context = contextOf()
    const titled = blocksOf({ source: base64, title: 'My.Report_v2 (final).pdf', context: 'of May' }, context)
    expect(titled).to.deep.equal([
      {
        document: {
          format: 'pdf',
          name: 'Document 1',
          source: { bytes: pdf },
          context: 'Title: My.Report_v2 (final).pdf\nof May',
        },
      },
    ])
    expect(blocksOf({ source: base64 }, context)).to.deep.equal([
      { document: { format: 'pdf', name: 'Document 2', source: { bytes: pdf } } },
    ])
  })
  it('have no title for models that know none', () => {
    const [block] = blocksOf({ source: base64, title: 'T' }, contextOf(nova))
    expect(block).not.to.have.nested.property('document.context')
  })
  it('are text where they are text', () => {
    const source = { type: 'text', media_type: 'text/plain', data: 'body' } as const
    expect(blocksOf({ source, title: 'T', context: 'C' })).to.deep.equal([
      { text: '<document title="T">\nC\n\nbody\n</document>' },
    ])
    expect(blocksOf({ source: { type: 'content', content: 'body' } })).to.deep.equal([
      { text: '<document title="document">\nbody\n</document>' },
    ])
    const content = [{ type: 'text', text: 'a' } as const, { type: 'text', text: ' ' } as const]
    expect(blocksOf({ source: { type: 'content', content } })).to.deep.equal([{ text: 'a' }])
  })
  it('are fetched from S3 alone', () => {
    const context = contextOf()
    expect(blocksOf({ source: { type: 'url', url: 's3://a/b.pdf' } }, context)).to.deep.equal([
      { document: { format: 'pdf', name: 'Document 1', source: { s3Location: { uri: 's3://a/b.pdf' } } } },
    ])
    expect(blocksOf({ source: { type: 'url', url: 'https://a/b.pdf' } }, context)).to.deep.equal([
      { text: '[document at https://a/b.pdf, not fetched]' },
    ])
    expect(() => blocksOf({ source: { type: 'file', file_id: 'f' } })).to.throw(/Files API/)
  })
  it('warn of citations, which do not come back', () => {
    const context = contextOf()
    blocksOf({ source: base64, citations: { enabled: true } } as never, context)
    expect(context.warnings).to.deep.equal(['citations: answers of this backend carry none'])
  })
})
