import { expect } from 'chai'
import type { ContentBlock } from '../../../src/anthropic/blocks.ts'
import { type Dialect, plainDialect } from '../../../src/backends/openai/dialect.ts'
import { partsOf } from '../../../src/backends/openai/parts.ts'

const parts = (block: unknown, dialect: Partial<Dialect> = {}) => {
  const warnings: string[] = []
  const context = {
    backend: 'host',
    dialect: { ...plainDialect, ...dialect },
    warn: (text: string) => void warnings.push(text),
  }
  return { parts: partsOf(block as ContentBlock, context), warnings }
}
const source = (type: string, more: object) => ({ source: { type, ...more } })

describe('text', () => {
  it('is a part, and nothing where it is empty', () => {
    expect(parts({ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }).parts).to.deep.equal([
      { type: 'text', text: 'a' },
    ])
    expect(parts({ type: 'text', text: '' }).parts).to.deep.equal([])
  })

  it('keeps its cache mark where the host honours it', () => {
    const block = { type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }
    expect(parts(block, { cacheControl: true }).parts).to.deep.equal([block])
  })
})

describe('an image (case 67)', () => {
  const base64 = source('base64', { media_type: 'image/jpeg', data: 'iVBORw0KGgoAAA' })

  it('is a data URI with the type its bytes have, whatever the client says', () => {
    expect(parts({ type: 'image', ...base64 }).parts).to.deep.equal([
      { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgoAAA' } },
    ])
  })

  it("is a URL where it was one, and a refusal where it lies in Anthropic's Files API", () => {
    expect(parts({ type: 'image', ...source('url', { url: 'https://x/y.png' }) }).parts).to.deep.equal([
      { type: 'image_url', image_url: { url: 'https://x/y.png' } },
    ])
    expect(() => parts({ type: 'image', ...source('file', { file_id: 'f' }) })).to.throw('Files API')
  })

  it('is left out with a word for models that cannot see', () => {
    const { parts: given, warnings } = parts({ type: 'image', ...base64 }, { vision: false })
    expect(given[0]).to.include({ type: 'text' })
    expect(warnings.join()).to.contain('images were left out')
  })
})

describe('a document (case 68)', () => {
  const pdf = {
    type: 'document',
    title: 'Report.pdf',
    ...source('base64', { media_type: 'application/pdf', data: 'JVBERi0' }),
  }

  it('is a file, an image or a word on its loss, by host', () => {
    expect(parts(pdf, { pdf: 'file' }).parts).to.deep.equal([
      { type: 'file', file: { filename: 'Report.pdf', file_data: 'data:application/pdf;base64,JVBERi0' } },
    ])
    const [title, image] = parts(pdf, { pdf: 'image_url' }).parts
    expect(title).to.deep.equal({ type: 'text', text: 'Title: Report.pdf' })
    expect(image).to.deep.include({ type: 'image_url' })
    const { parts: given, warnings } = parts(pdf)
    expect(given[0]).to.include({ type: 'text' })
    expect(warnings).to.have.length(1)
  })

  it('says beside a file or its parts what it is about, and that nothing will be cited', () => {
    const about = { context: 'From 2024', citations: { enabled: true } }
    const { parts: given, warnings } = parts({ ...pdf, ...about }, { pdf: 'file' })
    expect(given[0]).to.deep.equal({ type: 'text', text: 'From 2024' })
    expect(given[1]).to.include({ type: 'file' })
    expect(warnings).to.deep.equal(['citations: answers of this backend carry none'])
    const content = source('content', { content: [{ type: 'text', text: 'Page one' }] })
    expect(parts({ type: 'document', title: 'T', context: 'C', ...content }).parts).to.deep.equal([
      { type: 'text', text: 'Title: T\nC' },
      { type: 'text', text: 'Page one' },
    ])
  })

  it('is inlined where it is text', () => {
    const block = {
      type: 'document',
      title: 'T',
      context: 'C',
      ...source('text', { media_type: 'text/plain', data: 'D' }),
    }
    expect(parts(block).parts).to.deep.equal([
      { type: 'text', text: '<document title="T">\nC\n\nD\n</document>' },
    ])
  })
})

describe('other blocks', () => {
  it('are text where they are nothing but text in another coat', () => {
    expect(parts({ type: 'tool_reference', tool_name: 'WebFetch' }).parts).to.deep.equal([
      { type: 'text', text: 'Tool available: WebFetch' },
    ])
    expect(
      parts({ type: 'search_result', title: 'T', source: 'S', content: [{ type: 'text', text: 'x' }] }).parts,
    ).to.deep.equal([{ type: 'text', text: 'T\nS\nx' }])
  })

  it('are named where nobody knows them (case 90)', () => {
    const { parts: given, warnings } = parts({ type: 'weather' })
    expect(given).to.deep.equal([{ type: 'text', text: '[unsupported block weather]' }])
    expect(warnings.join()).to.contain('weather')
  })
})
