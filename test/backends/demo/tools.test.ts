import { expect } from 'chai'
import type { Tool } from '../../../src/anthropic/request.ts'
import type { Step } from '../../../src/backends/demo/steps.ts'
import { absolutePath, callableTools, callFor, leastCall, titleOf } from '../../../src/backends/demo/tools.ts'
import { claudeCodeTools, tool } from './claude-code-tools.ts'

const write: Step = { kind: 'write', file: 'a.txt', text: 'hi' }
const read: Step = { kind: 'read', file: 'a.txt' }
const run: Step = { kind: 'run', command: 'ls -la' }
const subagent: Step = { kind: 'subagent', task: 'read a.txt' }

const call = (
  step: Step,
  tools: readonly Tool[] = claudeCodeTools,
  directory: string | undefined = '/home',
) => callFor(step, tools, directory)

describe('choosing a tool', () => {
  it('fills Claude Code’s tools with what they take, and nothing else', () => {
    expect(call(write)).to.deep.equal({ name: 'Write', input: { file_path: '/home/a.txt', content: 'hi' } })
    expect(call(read)).to.deep.equal({ name: 'Read', input: { file_path: '/home/a.txt' } })
    const description = 'Run ls -la'
    expect(call(run)).to.deep.equal({ name: 'Bash', input: { command: 'ls -la', description } })
    expect(call(subagent)).to.deep.equal({
      name: 'Agent',
      input: {
        prompt: 'read a.txt',
        description: 'read a.txt',
        subagent_type: 'general-purpose',
        run_in_background: false,
      },
    })
  })

  it('goes by the schema where the names are others', () => {
    const tools = [
      tool('Persist', { filePath: 'string', content: 'string' }, ['filePath', 'content']),
      tool('Inspect', { filePath: 'string', offset: 'number', limit: 'number' }, ['filePath']),
      tool('Terminal', { cmd: 'string' }, ['cmd']),
      tool('Helper', { prompt: 'string', subagent_type: 'string' }, ['prompt', 'subagent_type']),
    ]
    expect(call(write, tools)?.name).to.equal('Persist')
    expect(call(read, tools)).to.deep.equal({ name: 'Inspect', input: { filePath: '/home/a.txt' } })
    expect(call(run, tools)).to.deep.equal({ name: 'Terminal', input: { cmd: 'ls -la' } })
    const input = { prompt: 'read a.txt', subagent_type: 'general-purpose' }
    expect(call(subagent, tools)).to.deep.equal({ name: 'Helper', input })
  })

  it('prefers a telling name among tools that fit', () => {
    const append = tool('Append', { path: 'string', text: 'string' }, ['path', 'text'])
    const writer = tool('write_file', { path: 'string', content: 'string' }, ['path', 'content'])
    expect(call(write, [append, writer])?.name).to.equal('write_file')
    expect(call(write, [append])?.name).to.equal('Append')
  })

  it('never takes a tool that would do something else with a file', () => {
    const names = ['delete_file', 'list_files', 'Touch']
    const tools = names.map(name => tool(name, { path: 'string' }, ['path']))
    expect(call(read, tools)).to.equal(undefined)
    expect(call(read, [tool('RemoveFile', { file_path: 'string' }, ['file_path'])])).to.equal(undefined)
    expect(
      call(write, [tool('Edit', { file_path: 'string', content: 'string', at: 'number' }, ['at'])]),
    ).to.equal(undefined)
  })

  it('takes a required switch or choice at its first value', () => {
    const properties = {
      command: { type: 'string' },
      quiet: { type: 'boolean' },
      level: { enum: ['low', 'high'] },
    }
    const shell = {
      name: 'shell',
      input_schema: { type: 'object', properties, required: ['command', 'quiet', 'level'] },
    }
    expect(call(run, [shell])?.input).to.deep.equal({ command: 'ls -la', quiet: false, level: 'low' })
  })

  it('does not take a choice of commands for a shell', () => {
    const properties = { command: { type: 'string', enum: ['view', 'create'] }, path: { type: 'string' } }
    const editor = { name: 'editor', input_schema: { type: 'object', properties, required: ['command'] } }
    expect(call(run, [editor])).to.equal(undefined)
  })

  it('chooses an agent type that the schema allows', () => {
    const properties = {
      prompt: { type: 'string' },
      subagent_type: { type: 'string', enum: ['Explore', 'Plan'] },
    }
    const agent = { name: 'Agent', input_schema: { type: 'object', properties, required: ['prompt'] } }
    expect(call(subagent, [agent])?.input).to.deep.equal({ prompt: 'read a.txt', subagent_type: 'Explore' })
  })

  it('finds nothing among no tools', () => expect(call(write, [])).to.equal(undefined))

  it('calls neither a server’s tool nor a deferred one that nobody has searched for', () => {
    const search: Tool = { name: 'web_search', type: 'web_search_20250305' }
    const deferred: Tool = { ...tool('Fetch', {}, []), defer_loading: true }
    const plain = tool('Plain', {}, [])
    const names = (found: readonly string[]) =>
      callableTools([search, deferred, plain], new Set(found)).map(({ name }) => name)
    expect(names([])).to.deep.equal(['Plain'])
    expect(names(['Fetch'])).to.deep.equal(['Fetch', 'Plain'])
  })

  it('can call any tool with its smallest input', () => {
    const output = tool('StructuredOutput', { answer: 'string', score: 'number' }, ['answer', 'score'])
    expect(leastCall(output, 'hi')).to.deep.equal({ name: output.name, input: { answer: 'hi', score: 0 } })
    expect(leastCall({ name: 'x' }, 'hi').input).to.deep.equal({})
    expect(leastCall({ name: 'x', input_schema: { type: 'array' } }, 'hi').input).to.deep.equal({})
  })

  it('cuts a long description, and one of several lines', () => {
    expect(titleOf({ kind: 'subagent', task: 'a\nb' })).to.equal('a')
    expect(titleOf({ kind: 'run', command: 'x'.repeat(100) })).to.have.length(60)
  })
})

describe('an absolute path', () => {
  const cases: readonly (readonly [string, string | undefined, string])[] = [
    ['a.txt', '/home', '/home/a.txt'],
    ['./a.txt', '/home/', '/home/a.txt'],
    ['../a.txt', '/home', '/home/../a.txt'],
    ['/a.txt', '/home', '/a.txt'],
    ['~/a.txt', '/home', '~/a.txt'],
    ['a.txt', 'C:\\work', 'C:\\work\\a.txt'],
    ['D:/a.txt', 'C:\\work', 'D:/a.txt'],
    ['a.txt', undefined, 'a.txt'],
  ]
  for (const [file, directory, path] of cases) {
    it(`of ${file} in ${directory} is ${path}`, () => expect(absolutePath(file, directory)).to.equal(path))
  }
})
