import { expect } from 'chai'
import { plainPath, toolCallsOf, toolChanges } from '../../../src/recording/replay/tool-changes.ts'
import { callingMessage } from '../../support/replays.ts'

const changes = (
  recorded: readonly (readonly [string, unknown])[],
  replayed: readonly (readonly [string, unknown])[],
) => toolChanges(toolCallsOf(callingMessage(recorded)), toolCallsOf(callingMessage(replayed)))

describe('the changes of tool calls', () => {
  it('are none where the same is called, in any order and with keys in any order', () => {
    const [read, edit] = [
      ['Read', { a: 1, b: 2 }],
      ['Edit', { x: 1 }],
    ] as const
    expect(changes([read, edit], [edit, ['Read', { b: 2, a: 1 }]])).to.deep.equal([])
  })
  it('name a call that is missing and one that came in its place', () => {
    expect(changes([['Bash', {}]], [['Read', {}]])).to.deep.equal([
      { kind: 'missing', name: 'Bash' },
      { kind: 'added', name: 'Read' },
    ])
  })
  it('say where the input of a call has changed', () => {
    const [before, after] = [
      { file_path: '/a', lines: [1, 2] },
      { file_path: '/b', lines: [1, 3] },
    ]
    expect(changes([['Read', before]], [['Read', after]])).to.deep.equal([
      { kind: 'changed', name: 'Read', at: ['/file_path', '/lines/1'] },
    ])
  })
  it('count how often a tool is called', () => {
    const read = ['Read', { file_path: '/a' }] as const
    expect(changes([read, read], [read])).to.deep.equal([{ kind: 'missing', name: 'Read' }])
    expect(changes([read], [read, read])).to.deep.equal([{ kind: 'added', name: 'Read' }])
  })
  it('pair a changed call with what is left when equal ones have found each other', () => {
    const found = changes(
      [
        ['Read', { a: 1 }],
        ['Read', { a: 2 }],
      ],
      [
        ['Read', { a: 2 }],
        ['Read', { a: 3 }],
      ],
    )
    expect(found).to.deep.equal([{ kind: 'changed', name: 'Read', at: ['/a'] }])
  })
  it('take two ways of writing a path for the same', () => {
    const found = changes(
      [['Read', { file_path: './src//a.ts' }]],
      [['Read', { file_path: 'src/b/../a.ts' }]],
    )
    expect(found).to.deep.equal([])
  })
  it('leave the description aside, which is for the person who watches', () => {
    const [before, after] = [
      { command: 'ls', description: 'List files' },
      { command: 'ls', description: 'See files' },
    ]
    expect(changes([['Bash', before]], [['Bash', after]])).to.deep.equal([])
    expect(changes([['Note', { description: 'a' }]], [['Note', { description: 'b' }]])).to.have.length(1)
  })
})

describe('a plain path', () => {
  it('is without steps that lead nowhere', () => {
    const cases = [
      ['./a//b/', 'a/b'],
      ['/a/./b/../c', '/a/c'],
      ['../a', '../a'],
      ['C:\\code\\a.ts', 'C:/code/a.ts'],
      ['a/b', 'a/b'],
    ] as const
    for (const [path, plain] of cases) expect(plainPath(path), path).to.equal(plain)
  })
  it('leaves what is no path as it is', () => {
    for (const text of ['hello', 'ls ./a//b', 'https://a//b', 'a\n/./b', 's/a/b/g && x', '*.ts']) {
      expect(plainPath(text), text).to.equal(text)
    }
  })
})
