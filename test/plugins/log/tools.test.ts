import { expect } from 'chai'
import fc from 'fast-check'
import { toolCall } from '../../../plugins/log/tools.ts'

describe('a tool call in a few words', () => {
  const cases: [name: string, input: unknown, expected: string][] = [
    ['Bash', { command: 'npm test\necho done', description: 'Runs the tests' }, 'npm test ↵ echo done'],
    ['Read', { file_path: 'src/a.ts', limit: 20 }, 'src/a.ts'],
    ['Edit', { old_string: 'a', new_string: 'b', file_path: '/home/anna/src/a.ts' }, '/home/anna/src/a.ts'],
    ['NotebookEdit', { notebook_path: 'a.ipynb', new_source: 'x' }, 'a.ipynb'],
    ['Grep', { path: 'src', pattern: 'parse' }, 'parse'],
    ['Glob', { pattern: '**/*.ts' }, '**/*.ts'],
    [
      'Agent',
      { prompt: 'Look at …', description: 'Find the parser', subagent_type: 'Explore' },
      'Find the parser',
    ],
    ['WebFetch', { prompt: 'sum up', url: 'https://example.test/' }, 'https://example.test/'],
    ['WebSearch', { query: 'parsers' }, 'parsers'],
    ['Skill', { skill: 'review' }, 'review'],
    ['TodoWrite', { todos: [{ content: 'a' }, { content: 'b' }] }, '2 todos'],
    ['AskUserQuestion', { questions: [{ header: 'x', question: 'Which one?' }] }, 'Which one?'],
    ['Unknown', { depth: 3, wish: 'anything' }, 'anything'],
    ['Unknown', { depth: 3 }, ''],
    ['Unknown', {}, ''],
    ['Unknown', null, ''],
    ['Unknown', undefined, ''],
    ['Unknown', 'plain text', 'plain text'],
    ['Bash', { command: '\u001B[2Jls\u0007' }, 'ls'],
  ]
  for (const [name, input, expected] of cases) {
    it(`says ${JSON.stringify(expected)} of ${name} ${JSON.stringify(input) ?? 'without input'}`, () => {
      expect(toolCall(name, input)).to.include({ name, detail: expected })
    })
  }

  it('is brief with the end of a path', () => {
    expect(toolCall('Read', { file_path: '/home/anna/src/a.ts' }).brief).to.equal('…/src/a.ts')
    expect(toolCall('Read', { file_path: 'C:\\work\\src\\a.ts' }).brief).to.equal('…/src/a.ts')
    expect(toolCall('Read', { file_path: '/etc/hosts' }).brief).to.equal('/etc/hosts')
    expect(toolCall('Bash', { command: 'ls /a/b/c/d' }).brief).to.equal('ls /a/b/c/d')
  })
  it('names the server of an MCP tool and its tool', () => {
    expect(toolCall('mcp__github__create_issue', {}).name).to.equal('github:create_issue')
  })
  it('takes any input', () => {
    fc.assert(fc.property(fc.string(), fc.anything(), (name, input) => void toolCall(name, input)))
  })
})
