import { expect } from 'chai'
import type { ContentBlock, DocumentBlock } from '../../../src/anthropic/blocks.ts'
import {
  argumentsText,
  documentText,
  imageUrl,
  noFiles,
  otherText,
  pdfFile,
  plainText,
  resultText,
  spokenText,
  systemText,
} from '../../../src/backends/shared/blocks.ts'

const strange = (block: object): ContentBlock => block as ContentBlock
const warnings: string[] = []
const warn = (text: string): void => void warnings.push(text)

describe('what blocks say', () => {
  beforeEach(() => void warnings.splice(0))

  it('is text where a block is nothing else', () => {
    expect(plainText({ type: 'tool_reference', tool_name: 'Bash' })).to.equal('Tool available: Bash')
    const found = { type: 'search_result', title: 'T', source: 'S', content: [{ type: 'text', text: 'C' }] }
    expect(plainText(found)).to.equal('T\nS\nC')
    expect(plainText({ type: 'search_result', title: 'T' })).to.equal('T')
    expect(plainText({ type: 'hologram' })).to.equal(undefined)
  })

  it('is a word about a block that nobody knows, and a warning', () => {
    const context = { backend: 'work', warn }
    expect(otherText({ type: 'hologram' }, context)).to.equal('[unsupported block hologram]')
    expect(warnings).to.deep.equal(['content block "hologram" is not supported by work'])
    expect(() => otherText({ type: 'container_upload' }, context)).to.throw('Files API')
    expect(noFiles('work')).to.include({ status: 400 })
  })

  it('is an image under the type that its first bytes tell', () => {
    expect(imageUrl({ type: 'base64', media_type: 'image/jpeg', data: 'iVBORw0KGgoAAA' })).to.match(
      /^data:image\/png;base64,/,
    )
    expect(imageUrl({ type: 'base64', media_type: 'image/x', data: 'AAAA' })).to.equal(
      'data:image/x;base64,AAAA',
    )
  })

  it('is a document with its name', () => {
    const document: DocumentBlock = {
      type: 'document',
      title: 'notes.pdf',
      context: 'From here.',
      source: { type: 'text', media_type: 'text/plain', data: 'x' },
    }
    expect(documentText(document, 'body')).to.equal(
      '<document title="notes.pdf">\nFrom here.\n\nbody\n</document>',
    )
    expect(pdfFile(document, 'JVBE')).to.deep.equal({
      filename: 'notes.pdf',
      url: 'data:application/pdf;base64,JVBE',
    })
    expect(pdfFile({ type: 'document', source: document.source }, '').filename).to.equal('document.pdf')
  })

  it('never is thinking, and a line for what Anthropic ran by itself', () => {
    const say = (block: object): string => spokenText(strange(block), warn)
    expect(say({ type: 'text', text: 'Hi' })).to.equal('Hi')
    expect(say({ type: 'thinking', thinking: 'Hm', signature: '' })).to.equal('')
    expect(say({ type: 'server_tool_use', name: 'web_search', input: { query: 'q' } })).to.equal(
      '[web_search {"query":"q"}]',
    )
    const pages = [{ title: 'T', url: 'U' }, { title: 'V', url: 'W' }, null]
    expect(say({ type: 'web_search_tool_result', content: pages })).to.equal('T - U\nV - W')
    expect(say({ type: 'code_execution_tool_result', content: { stdout: 'out', stderr: 'err' } })).to.equal(
      'out\nerr',
    )
    expect(say({ type: 'dream' })).to.equal('')
    expect(warnings).to.deep.equal(['content block "dream" of the history was left out'])
  })

  it('is an object where it is the arguments of a call', () => {
    const inputs = [{ a: 1 }, null, undefined, 'x', [1]]
    expect(inputs.map(argumentsText)).to.deep.equal(['{"a":1}', '{}', '{}', '{"value":"x"}', '{"value":[1]}'])
  })

  it('tells of a failure once', () => {
    expect(resultText('gone', true)).to.equal('Error: gone')
    expect(resultText('error 5', true)).to.equal('error 5')
    expect(resultText('gone', false)).to.equal('gone')
  })

  it('is the text of a system turn', () => {
    const text = (value: string): ContentBlock => ({ type: 'text', text: value })
    expect(systemText([text('a'), text(''), strange({ type: 'image' }), text('b')])).to.equal('a\nb')
  })
})
