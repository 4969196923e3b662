import { expect } from 'chai'
import type { MessagesRequest, Tool, ToolChoice } from '../../../src/anthropic/request.ts'
import { type Dialect, plainDialect } from '../../../src/backends/openai/dialect.ts'
import { type Choice, chatTools, chosenTools, type ToolsContext } from '../../../src/backends/openai/tools.ts'
import type { ChatTool } from '../../../src/backends/openai/types.ts'
import { ToolNames } from '../../../src/backends/shared/names.ts'

const warnings: string[] = []

const contextOf = (dialect: Partial<Dialect> = {}, thinking = false): ToolsContext => ({
  backend: 'work',
  dialect: { ...plainDialect, ...dialect },
  names: new ToolNames(64),
  thinking,
  warn: text => void warnings.push(text),
})

const bash: Tool = {
  name: 'Bash',
  description: 'Runs a command.',
  input_schema: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
}
const webSearch: Tool = { type: 'web_search_20260318', name: 'web_search' }
const many = (count: number, name: (number: number) => string, rest: Partial<Tool> = {}): Tool[] =>
  Array.from({ length: count }, (_, number) => ({ ...bash, name: name(number), ...rest }))

const namesOf = (tools: readonly ChatTool[]): string[] => tools.map(tool => tool.function.name)

const forget = (): void => {
  warnings.length = 0
}

describe('the tools of a request', () => {
  beforeEach(forget)

  it('become functions with their schema', () => {
    expect(chatTools([bash], contextOf())).to.deep.equal([
      {
        type: 'function',
        function: { name: 'Bash', description: 'Runs a command.', parameters: bash.input_schema },
      },
    ])
  })

  it('are none where none are given', () => {
    expect(chatTools([], contextOf())).to.deep.equal([])
  })

  it('leave behind what only Anthropic knows', () => {
    const extras = {
      cache_control: { type: 'ephemeral' as const },
      defer_loading: true,
      eager_input_streaming: true,
      input_examples: [{ command: 'ls' }],
      allowed_callers: ['direct'],
      type: 'custom',
    }
    const [tool] = chatTools([{ ...bash, ...extras }], contextOf())
    expect(tool).to.have.all.keys('type', 'function')
    expect(tool?.function).to.have.all.keys('name', 'description', 'parameters')
  })

  it('keep their cache mark where the host honours it', () => {
    const cache_control = { type: 'ephemeral' as const, ttl: '1h' as const }
    const marked = { ...bash, cache_control }
    expect(chatTools([marked, bash], contextOf({ cacheControl: true }))).to.deep.equal([
      { ...chatTools([bash], contextOf())[0], cache_control },
      ...chatTools([bash], contextOf()),
    ])
  })

  it('are strict only where the schema can be', () => {
    const closed = { ...bash.input_schema, additionalProperties: false }
    const strictness = (tool: Tool, dialect: Partial<Dialect> = {}) =>
      chatTools([tool], contextOf(dialect))[0]?.function.strict
    expect(strictness({ ...bash, strict: true, input_schema: closed })).to.equal(true)
    expect(strictness({ ...bash, strict: true })).to.equal(undefined)
    expect(strictness({ ...bash, input_schema: closed })).to.equal(undefined)
    expect(strictness({ ...bash, strict: true, input_schema: closed }, { schema: 'gemini' })).to.equal(
      undefined,
    )
  })

  it('have no parameters for Gemini where they take none', () => {
    const [tool] = chatTools(
      [{ name: 'Now', input_schema: { type: 'object' } }],
      contextOf({ schema: 'gemini' }),
    )
    expect(tool?.function).to.deep.equal({ name: 'Now' })
  })

  it('case 79: get the schemas that Anthropic has taught its models', () => {
    const given: readonly (readonly [Tool, string])[] = [
      [{ type: 'bash_20250124', name: 'bash' }, 'command'],
      [{ type: 'text_editor_20250728', name: 'str_replace_based_edit_tool' }, 'old_str'],
      [{ type: 'memory_20250818', name: 'memory' }, 'new_path'],
      [{ type: 'computer_20251124', name: 'computer' }, 'coordinate'],
    ]
    for (const [tool, property] of given) {
      const [chat] = chatTools([tool], contextOf())
      expect(chat?.function.name).to.equal(tool.name)
      expect(chat?.function.description).to.be.a('string').that.is.not.equal('')
      expect(chat?.function.parameters).to.have.nested.property(`properties.${property}`)
    }
  })

  it('case 80: refuse a request whose only tools run at Anthropic, and name them', () => {
    expect(() => chatTools([webSearch], contextOf())).to.throw(/web_search.*work/)
    expect(() => chatTools([webSearch, { type: 'mcp_toolset' } as unknown as Tool], contextOf())).to.throw(
      /web_search, mcp_toolset/,
    )
    expect(namesOf(chatTools([webSearch, bash], contextOf()))).to.deep.equal(['Bash'])
    expect(warnings).to.deep.equal(['tools that only Anthropic runs were left out: web_search'])
  })

  it('case 81: are all sent, deferred or not, and the search for them is dropped', () => {
    const search: Tool = { type: 'tool_search_tool_regex_20251119', name: 'tool_search_tool_regex' }
    const deferred = { ...bash, name: 'Deferred', defer_loading: true }
    expect(namesOf(chatTools([search, bash, deferred], contextOf()))).to.deep.equal(['Bash', 'Deferred'])
    expect(namesOf(chatTools([search], contextOf()))).to.deep.equal([])
    expect(warnings).to.deep.equal([])
  })

  it('do not show Claude Code’s stand-in for what it has put off', () => {
    expect(
      namesOf(chatTools([{ ...bash, name: 'DeferredToolPlaceholder' }, bash], contextOf())),
    ).to.deep.equal(['Bash'])
  })

  it('case 90: are left out, and told of, where their type is unknown and they bring no schema', () => {
    const travel = { type: 'time_travel_20270101', name: 'travel' }
    expect(namesOf(chatTools([travel, bash], contextOf()))).to.deep.equal(['Bash'])
    expect(namesOf(chatTools([travel], contextOf()))).to.deep.equal([])
    expect(warnings).to.deep.equal(Array(2).fill('tools of unknown types were left out: travel'))
    expect(namesOf(chatTools([{ ...bash, type: 'time_travel_20270101' }], contextOf()))).to.deep.equal([
      'Bash',
    ])
  })

  it('case 82: are no more than the host takes: deferred ones go first, then MCP tools from the end', () => {
    const own = many(100, number => `Own${number}`)
    const mcp = many(40, number => `mcp__server__tool${number}`)
    const deferred = many(10, number => `mcp__later__tool${number}`, { defer_loading: true })
    const sent = namesOf(chatTools([...deferred, ...mcp, ...own], contextOf()))
    expect(sent).to.deep.equal([...mcp.slice(0, 28), ...own].map(({ name }) => name))
    expect(warnings).to.deep.equal(['22 of 150 tools were left out: the host takes 128'])
  })

  it('are the last to go where they are the client’s own', () => {
    const own = many(130, number => `Own${number}`)
    expect(namesOf(chatTools(own, contextOf()))).to.deep.equal(own.slice(0, 128).map(({ name }) => name))
  })
})

describe('the choice among tools', () => {
  beforeEach(forget)

  const tools: readonly Tool[] = [bash, { ...bash, name: 'mcp__files.read' }]

  function chosen(
    choice: ToolChoice | undefined,
    dialect: Partial<Dialect> = {},
    { thinking = false, messages = [] as MessagesRequest['messages'], given = tools } = {},
  ): Choice {
    const context = contextOf(dialect, thinking)
    const request = { model: 'm', messages, ...(choice && { tool_choice: choice }) }
    return chosenTools(request, chatTools(given, context), context)
  }

  const named = (name: string) => ({ type: 'function', function: { name } })

  const table: readonly (readonly [string, ToolChoice | undefined, Partial<Dialect>, unknown])[] = [
    ['nothing is said', undefined, {}, undefined],
    ['it is the model’s', { type: 'auto' }, {}, undefined],
    ['any must be called', { type: 'any' }, {}, 'required'],
    ['one is named', { type: 'tool', name: 'Bash' }, {}, named('Bash')],
    [
      'one is named that has another name there',
      { type: 'tool', name: 'mcp__files.read' },
      {},
      named('mcp__files_read'),
    ],
    ['none may be called', { type: 'none' }, {}, 'none'],
    ['LM Studio shall call any', { type: 'any' }, { toolChoice: 'words' }, 'required'],
    ['LM Studio shall call one', { type: 'tool', name: 'Bash' }, { toolChoice: 'words' }, 'required'],
    ['a host cannot be made to call', { type: 'any' }, { toolChoice: 'auto' }, undefined],
  ]
  for (const [given, choice, dialect, expected] of table) {
    it(`case 73: is ${JSON.stringify(expected) ?? 'left out'} where ${given}`, () => {
      expect(chosen(choice, dialect).choice).to.deep.equal(expected)
    })
  }

  it('case 73: leaves LM Studio the named tool alone, for which "required" means the same', () => {
    expect(namesOf(chosen({ type: 'tool', name: 'Bash' }, { toolChoice: 'words' }).tools)).to.deep.equal([
      'Bash',
    ])
  })

  it('is left out entirely where no tools are sent', () => {
    for (const type of ['auto', 'any', 'none'] as const) {
      expect(
        chosen({ type, disable_parallel_tool_use: true } as ToolChoice, {}, { given: [] }),
      ).to.deep.equal({
        tools: [],
      })
    }
  })

  it('is the request’s fault where it names a tool that is not there', () => {
    expect(() => chosen({ type: 'tool', name: 'Nothing' })).to.throw(/tool_choice\.name.*"Nothing"/)
  })

  it('of none is kept by a host without the word in that it sees no tools, unless its history needs them', () => {
    const choice = { type: 'none' } as const
    expect(chosen(choice, { toolChoice: 'auto' })).to.deep.equal({ tools: [] })
    const content = [{ type: 'tool_use' as const, id: 'a', name: 'Bash', input: {} }]
    const kept = chosen(choice, { toolChoice: 'auto' }, { messages: [{ role: 'assistant', content }] })
    expect(namesOf(kept.tools)).to.have.length(2)
    expect(kept).not.to.have.property('choice')
    expect(warnings).to.have.length(1)
  })

  it('is DeepSeek’s own while it thinks, since it refuses to be forced then', () => {
    const dialect = { reasoning: 'deepseek' } as const
    expect(chosen({ type: 'any' }, dialect, { thinking: true }).choice).to.equal(undefined)
    expect(warnings).to.have.length(1)
    expect(chosen({ type: 'any' }, dialect).choice).to.equal('required')
  })

  it('case 74: asks for one call at a time, and never for several', () => {
    for (const choice of [{ type: 'auto' }, { type: 'any' }, { type: 'tool', name: 'Bash' }] as const) {
      const single = { ...choice, disable_parallel_tool_use: true }
      expect(chosen(single).parallel, choice.type).to.equal(false)
      expect(chosen({ ...choice, disable_parallel_tool_use: false }), choice.type).not.to.have.property(
        'parallel',
      )
      expect(chosen(single, { parallelFlag: false }), choice.type).not.to.have.property('parallel')
    }
  })
})
