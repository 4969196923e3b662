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

  const schemaOf = (type: string, more = {}) => {
    const { properties, required } = builtInSchema({ ...tool(type), ...more })?.input_schema ?? {}
    return { properties: properties as Record<string, { enum?: readonly string[] }>, required }
  }

  it('know what each version of the editor can do', () => {
    for (const type of ['text_editor_20241022', 'text_editor_20250124']) {
      const { properties, required } = schemaOf(type)
      expect(properties.command?.enum, type).to.include.members([
        'view',
        'create',
        'str_replace',
        'insert',
        'undo_edit',
      ])
      expect(properties, type).not.to.have.property('insert_text')
      expect(required).to.deep.equal(['command', 'path'])
    }
    for (const type of ['text_editor_20250429', 'text_editor_20250728', 'text_editor_20990101']) {
      const { properties } = schemaOf(type)
      expect(properties.command?.enum, type).not.to.include('undo_edit')
      expect(properties, type).to.have.property('insert_text')
    }
  })

  it('know what each version of the computer can do, and how large its screen is', () => {
    expect(schemaOf('computer_20241022').properties.action?.enum)
      .to.include('double_click')
      .and.not.include('scroll')
    expect(schemaOf('computer_20250124').properties.action?.enum).to.include('scroll').and.not.include('zoom')
    const zooming = schemaOf('computer_20251124', { enable_zoom: true }).properties
    expect(zooming.action?.enum).to.include('zoom')
    expect(zooming).to.have.property('region')
    const screen = { ...tool('computer_20251124'), display_width_px: 1024, display_height_px: 768 }
    expect(builtInSchema(screen)?.description).to.include('1024 by 768 pixels')
  })
})
