import { expect } from 'chai'
import { builtInSchema, isServerTool, isToolSearch } from '../../../src/backends/shared/built-in-tools.ts'

const tool = (type: string) => ({ name: 'x', type })

describe('tools that Anthropic defines', () => {
  it('are told by their family, whatever their date', () => {
    for (const type of [
      'web_search_20250305',
      'web_search_20990101',
      'web_fetch_20260209',
      'code_execution_20250522',
      'mcp_toolset',
    ]) {
      expect(isServerTool(tool(type)), type).to.equal(true)
    }
    for (const type of ['bash_20250124', 'custom', 'computer_20251124']) {
      expect(isServerTool(tool(type)), type).to.equal(false)
    }
    expect(isServerTool({ name: 'web_search' })).to.equal(false)
    expect(isToolSearch(tool('tool_search_tool_bm25_20251119'))).to.equal(true)
    expect(isToolSearch(tool('tool_search_tool_regex'))).to.equal(true)
  })

  it('get the schemas their models know by heart (case 79)', () => {
    for (const [type, property] of [
      ['bash_20241022', 'command'],
      ['text_editor_20250728', 'old_str'],
      ['memory_20250818', 'old_path'],
      ['computer_20251124', 'coordinate'],
    ] as const) {
      expect(builtInSchema(tool(type))?.input_schema.properties, type).to.have.property(property)
    }
    expect(builtInSchema({ name: 'mine' })).to.equal(undefined)
  })
})
