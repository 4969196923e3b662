import { expect } from 'chai'
import type { MessagesRequest, Tool } from '../../../src/anthropic/request.ts'
import { toolFields } from '../../../src/backends/responses/tools.ts'
import { ToolNames } from '../../../src/backends/shared/names.ts'

const bash: Tool = { name: 'Bash', description: 'Runs.', input_schema: { type: 'object', properties: {} } }
const fields = (more: Partial<MessagesRequest>) =>
  toolFields(
    { model: 'm', messages: [], tools: [bash], ...more },
    { backend: 'work', names: new ToolNames(64), warn: () => {} },
  )

describe('tools of the Responses API', () => {
  it('are flat, and say that they are not strict, which silence would mean', () => {
    expect(fields({})).to.deep.equal({
      tools: [
        {
          type: 'function',
          name: 'Bash',
          description: 'Runs.',
          parameters: { type: 'object', properties: {} },
          strict: false,
        },
      ],
    })
  })

  it('are strict where the client wants it and the schema can be', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }
    const strict = (input_schema: Tool['input_schema']) =>
      fields({ tools: [{ name: 'a', strict: true, ...(input_schema && { input_schema }) }] }).tools?.[0]
        ?.strict
    expect(strict({ ...schema, additionalProperties: false })).to.equal(true)
    expect(strict(schema)).to.equal(false)
  })

  it('are no fields at all where there are none', () => {
    expect(fields({ tools: [], tool_choice: { type: 'any' } })).to.deep.equal({})
  })

  it('case 73: are chosen among in this API’s words', () => {
    const choice = (tool_choice: MessagesRequest['tool_choice']) =>
      fields(tool_choice ? { tool_choice } : {}).tool_choice
    expect(choice(undefined)).to.equal(undefined)
    expect(choice({ type: 'auto' })).to.equal(undefined)
    expect(choice({ type: 'any' })).to.equal('required')
    expect(choice({ type: 'none' })).to.equal('none')
    expect(choice({ type: 'tool', name: 'Bash' })).to.deep.equal({ type: 'function', name: 'Bash' })
    expect(() => choice({ type: 'tool', name: 'Read' })).to.throw('no tool is called "Read"')
  })

  it('case 74: are called one at a time where that is asked for', () => {
    const tool_choice = { type: 'auto', disable_parallel_tool_use: true } as const
    expect(fields({ tool_choice })).to.include({ parallel_tool_calls: false })
  })
})
