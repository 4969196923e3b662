import { expect } from 'chai'
import type { MessagesRequest, Tool } from '../../../src/anthropic/request.ts'
import { bash, llama, mistral } from './backend.ts'
import { judged } from './translation.ts'

const history: MessagesRequest['messages'] = [
  { role: 'user', content: 'go' },
  { role: 'assistant', content: [{ type: 'tool_use', id: 'A', name: 'mcp.old', input: {} }] },
  { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'A', content: 'ok' }] },
]

describe('tools on Bedrock', () => {
  const configOf = (request: Partial<MessagesRequest>) => judged(request).body.toolConfig

  it('keep name, description and schema, without what a schema says of itself', () => {
    expect(configOf({ tools: [bash] })).to.deep.equal({
      tools: [
        {
          toolSpec: {
            name: 'Bash',
            description: 'Runs a command.',
            inputSchema: {
              json: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
            },
          },
        },
      ],
    })
    expect(configOf({ tools: [] })).to.equal(undefined)
  })
  it('have a schema of an object, and no empty description', () => {
    const [spec] = configOf({ tools: [{ name: 'T', description: ' ', input_schema: {} }] })?.tools ?? []
    expect(spec).to.deep.equal({
      toolSpec: { name: 'T', inputSchema: { json: { type: 'object', properties: {} } } },
    })
  })
  it('case 75: have legal names, each its own', () => {
    const long = `mcp__server__${'x'.repeat(60)}`
    const names = [`${long}1`, `${long}2`, 'a.b', 'a:b']
    const tools = names.map((name): Tool => ({ name, input_schema: {} }))
    expect(configOf({ tools })?.tools).to.have.length(4)
  })
  it('case 95: are made up from the history where the request has none, and may not be called', () => {
    const { body } = judged({ messages: history, system: 'S' })
    expect(body.toolConfig).to.deep.equal({
      tools: [{ toolSpec: { name: 'mcp_old', inputSchema: { json: { type: 'object', properties: {} } } } }],
    })
    expect(body.system).to.deep.equal([{ text: 'S' }, { text: 'Do not call any tool in this answer.' }])
  })
  it('case 73: follow the choice of the client', () => {
    const chosen = (choice: MessagesRequest['tool_choice'] & object, model?: string) =>
      configOf({ tools: [bash], tool_choice: choice, ...(model && { model }) })?.toolChoice
    expect(chosen({ type: 'auto' })).to.equal(undefined)
    expect(chosen({ type: 'any' })).to.deep.equal({ any: {} })
    expect(chosen({ type: 'tool', name: 'Bash' })).to.deep.equal({ tool: { name: 'Bash' } })
    expect(chosen({ type: 'any' }, mistral)).to.deep.equal({ any: {} })
    expect(() => chosen({ type: 'tool', name: 'Gone' })).to.throw('no tool is called "Gone"')
    const { body, warnings } = judged({ model: llama, tools: [bash], tool_choice: { type: 'any' } })
    expect(body.toolConfig).not.to.have.property('toolChoice')
    expect(warnings).to.deep.equal([
      'tool_choice: this model cannot be made to call a tool; it is asked to decide',
    ])
  })
  it('are left out for the choice "none", or forbidden where the history holds calls', () => {
    const none = { tool_choice: { type: 'none' as const }, tools: [bash] }
    expect(configOf(none)).to.equal(undefined)
    const { body } = judged({ ...none, messages: history })
    expect(body.toolConfig?.tools).to.have.length(1)
    expect(body.system).to.deep.equal([{ text: 'Do not call any tool in this answer.' }])
  })
  it('case 79: are those that Anthropic has defined, with their schemas', () => {
    const types = ['bash_20250124', 'text_editor_20250728', 'memory_20250818', 'computer_20250124']
    const tools = types.map((type): Tool => ({ type, name: type.replace(/_\d+$/, '') }))
    const specs = configOf({ tools })?.tools ?? []
    expect(specs).to.have.length(4)
    expect(JSON.stringify(specs)).to.include('old_str').and.include('screenshot')
  })
  it('case 80: are never those that Anthropic runs', () => {
    const search: Tool = { type: 'web_search_20250305', name: 'web_search' }
    expect(() => judged({ tools: [search] })).to.throw(/web_search runs on Anthropic's servers/)
    const { body, warnings } = judged({ tools: [search, bash] })
    expect(body.toolConfig?.tools).to.have.length(1)
    expect(warnings).to.deep.equal(['tools that only Anthropic runs were left out: web_search'])
  })
  it('case 81: are all there where the client puts them off', () => {
    const tools: Tool[] = [
      { ...bash, defer_loading: true },
      { type: 'tool_search_tool_regex_20251119', name: 'tool_search_tool_regex' },
      { name: 'DeferredToolPlaceholder', input_schema: {}, defer_loading: true },
    ]
    const specs = configOf({ tools })?.tools
    expect(specs).to.have.length(1)
    expect(JSON.stringify(specs)).not.to.include('defer_loading')
  })
  it('case 97: keep their cache mark behind them', () => {
    const tools = [{ ...bash, cache_control: { type: 'ephemeral' as const } }]
    expect(configOf({ tools })?.tools[1]).to.deep.equal({ cachePoint: { type: 'default' } })
  })
})
