import { expect } from 'chai'
import type { Tool } from '../../../src/anthropic/request.ts'
import { descriptionOf, tellStrict, usableTools } from '../../../src/backends/shared/tool-list.ts'

const tool = (name: string, more: Partial<Tool> = {}): Tool => ({
  name,
  input_schema: { type: 'object' },
  ...more,
})

function usable(tools: readonly Tool[], maxTools = 128) {
  const warnings: string[] = []
  const names = usableTools(tools, {
    backend: 'work',
    maxTools,
    warn: text => void warnings.push(text),
  }).map(({ name }) => name)
  return { names, warnings }
}

describe('the tools that another vendor’s model can be given', () => {
  it('are the client’s own, and those that it can run', () => {
    const tools = [
      tool('Bash'),
      { type: 'bash_20250124', name: 'bash' },
      { type: 'tool_search_tool_regex_20251119', name: 'search' },
      tool('DeferredToolPlaceholder'),
      tool('Later', { defer_loading: true }),
    ]
    expect(usable(tools)).to.deep.equal({ names: ['Bash', 'bash', 'Later'], warnings: [] })
  })

  it('are none of those that Anthropic runs, which is refused where there are no others', () => {
    const search: Tool = { type: 'web_search_20250305', name: 'web_search' }
    expect(usable([search, tool('Bash')])).to.deep.equal({
      names: ['Bash'],
      warnings: ['tools that only Anthropic runs were left out: web_search'],
    })
    expect(() => usable([search])).to.throw('web_search runs on Anthropic')
  })

  it('are none of an unknown type without a schema', () => {
    expect(usable([{ type: 'time_travel_20270101', name: 'travel' }, tool('Bash')]).warnings).to.deep.equal([
      'tools of unknown types were left out: travel',
    ])
  })

  it('are no more than the host takes: deferred ones go first, then MCP tools from the end', () => {
    const tools = [
      tool('a'),
      tool('mcp__x__1'),
      tool('later', { defer_loading: true }),
      tool('mcp__x__2'),
      tool('b'),
    ]
    expect(usable(tools, 3)).to.deep.equal({
      names: ['a', 'mcp__x__1', 'b'],
      warnings: ['2 of 5 tools were left out: the host takes 3'],
    })
    expect(usable(tools, 1).names).to.deep.equal(['a'])
  })
})

describe('what hosts have no field for', () => {
  it('is told in the description, where it is an example of the input', () => {
    const examples = { input_examples: [{ command: 'ls' }, { command: 'pwd' }] }
    const lines = 'Examples of its input:\n{"command":"ls"}\n{"command":"pwd"}'
    expect(descriptionOf({ ...tool('Bash'), description: 'Runs.', ...examples } as Tool)).to.equal(
      `Runs.\n\n${lines}`,
    )
    expect(descriptionOf({ ...tool('Bash'), ...examples } as Tool)).to.equal(lines)
    expect(descriptionOf(tool('Bash', { description: 'Runs.' }))).to.equal('Runs.')
    expect(descriptionOf(tool('Bash'))).to.equal(undefined)
  })

  it('is lost, where it is a promise to keep to the schema', () => {
    const warnings: string[] = []
    const tools = [tool('A', { strict: true }), tool('B', { strict: true }), tool('C')]
    tellStrict(
      tools,
      ({ name }) => name === 'B',
      text => void warnings.push(text),
    )
    tellStrict(
      tools,
      () => true,
      text => void warnings.push(text),
    )
    expect(warnings).to.deep.equal([
      'tools: the model is not held to the schema of A, which asks for strict arguments',
    ])
  })
})
