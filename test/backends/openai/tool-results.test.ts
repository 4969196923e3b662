import { expect } from 'chai'
import type { ToolResultBlock } from '../../../src/anthropic/blocks.ts'
import { type Dialect, plainDialect } from '../../../src/backends/openai/dialect.ts'
import { type ToolResult, toolResult } from '../../../src/backends/openai/tool-results.ts'

const warnings: string[] = []

function resultOf(block: Partial<ToolResultBlock>, dialect: Partial<Dialect> = {}): ToolResult {
  warnings.length = 0
  return toolResult(
    { type: 'tool_result', tool_use_id: 'call_1', ...block },
    {
      backend: 'work',
      dialect: { ...plainDialect, ...dialect },
      warn: text => void warnings.push(text),
    },
  )
}

const text = (value: string) => ({ type: 'text' as const, text: value })
const png = 'iVBORw0KGgo='
const image = {
  type: 'image' as const,
  source: { type: 'base64' as const, media_type: 'image/png', data: png },
}
const pdf = {
  type: 'document' as const,
  title: 'Plan',
  source: { type: 'base64' as const, media_type: 'application/pdf', data: 'JVBERi0=' },
}

describe('the result of a tool', () => {
  const texts: readonly (readonly [string, ToolResultBlock['content'], string])[] = [
    ['a string', 'done', 'done'],
    ['nothing', undefined, ''],
    ['an empty string', '', ''],
    ['an empty list', [], ''],
    ['an empty text', [text('')], ''],
    ['one text', [text('done')], 'done'],
    ['several texts', [text('a'), text(''), text('b')], 'a\nb'],
    ['a found tool', [{ type: 'tool_reference', tool_name: 'Bash' }], 'Tool available: Bash'],
    [
      'a search result',
      [
        { type: 'search_result', title: 'T', source: 'https://x.example', content: [text('a'), text('b')] },
      ] as unknown as ToolResultBlock['content'],
      'T\nhttps://x.example\na\nb',
    ],
    [
      'a document of text',
      [{ type: 'document', title: 'T', source: { type: 'text', media_type: 'text/plain', data: 'words' } }],
      '<document title="T">\nwords\n</document>',
    ],
  ]
  for (const [given, content, expected] of texts) {
    it(`case 60: of ${given} is a text`, () => {
      const result = content === undefined ? resultOf({}) : resultOf({ content })
      expect(result).to.deep.equal({ text: expected, attachments: [] })
      expect(warnings).to.deep.equal([])
    })
  }

  it('case 60: is never empty for a host that refuses that', () => {
    for (const content of ['', [], [text('')]]) {
      expect(resultOf({ content }, { emptyToolResult: false }).text).to.equal('(no output)')
    }
    expect(resultOf({}, { emptyToolResult: false }).text).to.equal('(no output)')
  })

  it('case 61: says in its text that the tool failed, once', () => {
    expect(resultOf({ content: 'no such file', is_error: true }).text).to.equal('Error: no such file')
    expect(resultOf({ content: [text('boom')], is_error: true }).text).to.equal('Error: boom')
    expect(resultOf({ is_error: true }).text).to.equal('Error: ')
    for (const said of ['Error: no such file', '  error: x', 'ERROR x']) {
      expect(resultOf({ content: said, is_error: true }).text).to.equal(said)
    }
    expect(resultOf({ content: 'fine', is_error: false }).text).to.equal('fine')
  })

  it('case 62: puts an image aside and tells where it is', () => {
    const result = resultOf({ content: [text('Look'), image, text('and'), image] })
    expect(result.text).to.equal('Look\n[image 1 attached below]\nand\n[image 2 attached below]')
    expect(result.attachments).to.deep.equal(
      Array(2).fill({ type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } }),
    )
  })

  it('puts a PDF aside where the host reads it, and says so where it does not', () => {
    const file = { filename: 'Plan.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' }
    expect(resultOf({ content: [pdf] }, { pdf: 'file' })).to.deep.equal({
      text: '[file 1 attached below]',
      attachments: [{ type: 'file', file }],
    })
    const left = resultOf({ content: [pdf] })
    expect(left.attachments).to.deep.equal([])
    expect(left.text).to.include('Plan.pdf')
    expect(warnings).to.have.length(1)
  })

  it('has no image where the model cannot see one', () => {
    const result = resultOf({ content: [image] }, { vision: false })
    expect(result).to.deep.equal({ text: '[image omitted: the model has no vision]', attachments: [] })
    expect(warnings).to.have.length(1)
  })

  it('with something unknown in it is still a result', () => {
    const content = [text('a'), { type: 'browser_state', tabs: [] }] as unknown as ToolResultBlock['content']
    expect(resultOf({ content: content as [] }).text).to.equal('a\n[unsupported block browser_state]')
    expect(warnings).to.have.length(1)
  })

  it('with a file of Anthropic’s is refused, since nobody else has it', () => {
    const content = [{ type: 'image' as const, source: { type: 'file' as const, file_id: 'file_1' } }]
    expect(() => resultOf({ content })).to.throw(/Files API.*work/)
  })
})
