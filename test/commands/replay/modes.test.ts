import { expect } from 'chai'
import { Command } from 'commander'
import { CommandError } from '../../../src/commands/command-error.ts'
import { addReplay } from '../../../src/commands/replay-program.ts'

/** What the command says of its flags; a recording that is missing is all that is wrong with the right ones. */
async function failure(words: readonly string[]): Promise<Error> {
  const program = new Command('claudecodex').exitOverride()
  addReplay(program, () => {})
  const end = program.parseAsync(['replay', 'gone.jsonl', ...words], { from: 'user' })
  return end.then(
    () => new Error('it went well'),
    (thrown: Error) => thrown,
  )
}

const ofServe = [
  ['--match', 'shape'],
  ['--on-miss', 'fail'],
  ['--reuse'],
  ['--timing', 'real'],
  ['--max-gap', '2'],
  ['--normalize', 'x'],
  ['--strict-unused'],
  ['--port', '0'],
  ['--next-port'],
  ['--host', 'localhost'],
  ['--allow-host', 'name'],
]
const ofSending = [
  ['--to', 'demo'],
  ['--dry-run'],
  ['--output', 'x'],
  ['--resume', 'x'],
  ['--max-cost', '1'],
  ['--max-tokens', '1'],
  ['--set', '/temperature=0'],
  ['--fail-on', 'error'],
  ['--yes'],
  ['--repeat', '2'],
  ['--rate', '1'],
  ['--concurrency', '1'],
  ['--strip-thinking'],
  ['--no-strip-thinking'],
  ['--strict'],
]

describe('flags of a replay that would do nothing', () => {
  it('are refused by name where they go with --serve', async () => {
    for (const words of ofServe) {
      const thrown = await failure(words)
      expect(thrown, words[0]).to.be.instanceOf(CommandError).and.include({ exitCode: 2 })
      expect(thrown.message).to.equal(`${words[0]} goes with --serve: add that, or leave it out`)
    }
  })
  it('are refused by name where --serve sends nothing', async () => {
    for (const words of ofSending) {
      const thrown = await failure(['--serve', ...words])
      expect(thrown, words[0]).to.be.instanceOf(CommandError).and.include({ exitCode: 2 })
      expect(thrown.message).to.contain(`${words[0]} goes with sending`)
    }
  })
  it('are named all at once', async () =>
    expect((await failure(['--reuse', '--port', '0'])).message).to.contain('--reuse, --port go with --serve'))
  it('pass where they belong', async () => {
    const sending = ofSending.filter(([name = '']) => !/^--(no-strip|resume|dry-run)/.test(name)).flat()
    for (const words of [sending, ['--serve', ...ofServe.flat()]])
      expect((await failure(words)).message).to.contain('there is no file')
  })
  it('are refused where they contradict each other', async () =>
    expect((await failure(['--strip-thinking', '--no-strip-thinking'])).message).to.contain(
      '--strip-thinking and --no-strip-thinking do not go together',
    ))
})
