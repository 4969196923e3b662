import { expect } from 'chai'
import fc from 'fast-check'
import { readInstructions, type Step } from '../../../src/backends/demo/steps.ts'

const write = (file: string, text: string): Step => ({ kind: 'write', file, text })
const read = (file: string): Step => ({ kind: 'read', file })
const run = (command: string): Step => ({ kind: 'run', command })
const subagent = (task: string): Step => ({ kind: 'subagent', task })

const understood: readonly (readonly [string, ...Step[]])[] = [
  ['write hello.txt with hi', write('hello.txt', 'hi')],
  ['Write hello.txt containing hello world.', write('hello.txt', 'hello world')],
  ['create `src/a b.ts` with "const a = 1"', write('src/a b.ts', 'const a = 1')],
  ['write a file hello.txt containing hi', write('hello.txt', 'hi')],
  ['Please create the file notes with the text buy milk', write('notes', 'buy milk')],
  ['create a new file called "x.md" with the content: # Title', write('x.md', '# Title')],
  ['write a.txt containing the answer is 42.', write('a.txt', 'the answer is 42')],
  ["write a.txt with it's fine, don't worry", write('a.txt', "it's fine, don't worry")],
  ["write a.txt with 'it's fine'", write('a.txt', "it's fine")],
  ['write a.txt containing version 1.2', write('a.txt', 'version 1.2')],
  ['write a.txt with wait...', write('a.txt', 'wait...')],
  ['write a.txt with now and then a line', write('a.txt', 'now and then a line')],
  ['write a.ts with ```ts\nlet a = 1\nlet b = 2\n```', write('a.ts', 'let a = 1\nlet b = 2')],
  ['write C:\\x\\a.txt with “hi”', write('C:\\x\\a.txt', 'hi')],
  ['read hello.txt', read('hello.txt')],
  ['Can you read the file `hello.txt`, please?', read('hello.txt')],
  ['READ README.', read('README')],
  ['run ls -la', run('ls -la')],
  ['Run `npm test`.', run('npm test')],
  ['run the command "echo hi" please', run('echo hi')],
  ['run ls .', run('ls .')],
  ['run if true; then echo yes; fi', run('if true; then echo yes; fi')],
  ['run echo "a" | tr a b', run('echo "a" | tr a b')],
  ['ask a subagent to read hello.txt', subagent('read hello.txt')],
  ['Ask the sub-agent to "read a.txt then run ls".', subagent('read a.txt then run ls')],
  ['write a.txt with hi then read a.txt', write('a.txt', 'hi'), read('a.txt')],
  [
    'Write a.txt with hi, and then read it, then run `cat a.txt`.',
    write('a.txt', 'hi'),
    read('a.txt'),
    run('cat a.txt'),
  ],
  ['Write a.txt with hi. Then please run wc a.txt.', write('a.txt', 'hi'), run('wc a.txt')],
  ['write a.txt with hi\nthen ask a subagent to read a.txt', write('a.txt', 'hi'), subagent('read a.txt')],
  ['write a.txt with "then run ls" then read a.txt', write('a.txt', 'then run ls'), read('a.txt')],
  ['write a.txt with "hi" and read it', write('a.txt', 'hi'), read('a.txt')],
  ['read a.txt and run ls', read('a.txt'), run('ls')],
]

const other = [
  '',
  'hello',
  'How do I write a parser with PEG?',
  'write a poem with rhymes',
  'read the docs',
  'read me a story',
  'read it',
  'run the tests',
  'run `ls` in the background',
  'please then',
  'write hello.txt',
  'ask a subagent',
]

describe('the phrases of the demo', () => {
  for (const [text, ...steps] of understood) {
    it(`reads ${JSON.stringify(text)}`, () => expect(readInstructions(text)).to.deep.equal({ steps }))
  }

  for (const text of other) {
    it(`takes ${JSON.stringify(text)} for no phrase`, () =>
      expect(readInstructions(text)).to.deep.equal({ steps: [], unclear: text }))
  }

  it('names the part that it does not understand, and then does nothing', () => {
    const { steps, unclear } = readInstructions('write a.txt with "hi", then read the room')
    expect(steps).to.deep.equal([])
    expect(unclear).to.equal('read the room')
  })

  it('keeps any quoted text letter by letter', () => {
    const text = fc.string({ minLength: 1 }).filter(value => !/["`]/.test(value) && value.trim() !== '')
    fc.assert(
      fc.property(text, value => {
        const { steps } = readInstructions(`write a.txt with "${value}" then read a.txt`)
        expect(steps).to.deep.equal([write('a.txt', value), read('a.txt')])
      }),
    )
  })

  it('answers any text in reasonable time', () => {
    fc.assert(fc.property(fc.string(), text => void readInstructions(text)))
    for (const part of ['"a ', "'(", '`(', ' then ', 'hi, ', ' . ', 'read a and ']) {
      const started = performance.now()
      readInstructions(`write ${part.repeat(8_000)}`.slice(0, 8_000))
      expect(performance.now() - started, part).to.be.below(2_000)
    }
  })

  it('does not search a long paste for phrases', () => {
    const text = `write a.txt with ${'a'.repeat(8_000)}`
    expect(readInstructions(text)).to.deep.equal({ steps: [], unclear: text })
  })
})
