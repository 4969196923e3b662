import { PassThrough } from 'node:stream'
import { expect } from 'chai'
import { CommandError } from '../../../src/commands/command-error.ts'
import { consent, ownTerminal } from '../../../src/commands/replay/consent.ts'
import type { Plan } from '../../../src/recording/replay/plan.ts'
import { jobOf } from '../../support/replays.ts'

const plan = (isFree: boolean): Plan => ({
  jobs: [jobOf(), jobOf()],
  skipped: [],
  inputTokens: 0,
  outputTokens: 0,
  dollars: 0,
  unpriced: [],
  isFree,
  scrubbed: 0,
  guessed: 0,
})

/** What was printed, and the error or undefined. */
async function ask(answer: string | undefined) {
  const terminal = { input: new PassThrough(), output: new PassThrough() }
  if (answer === undefined) terminal.input.end()
  else terminal.input.write(answer)
  const thrown = await consent({ plan: plan(false), isGiven: false, terminal }).catch(
    (error: unknown) => error,
  )
  return { thrown, text: String(terminal.output.read() ?? '') }
}

describe('the consent to a replay', () => {
  it('is asked for, with how much is sent', async () => {
    const { thrown, text } = await ask('y\n')
    expect(thrown).to.equal(undefined)
    expect(text).to.contain('these 2 requests? [y/N]')
  })
  it('is given by yes alone', async () => {
    expect((await ask('Yes\n')).thrown).to.equal(undefined)
    for (const answer of ['\n', 'n\n', 'yep\n', 'no\n']) {
      const { thrown } = await ask(answer)
      expect(thrown, answer).to.be.instanceOf(CommandError)
      expect(thrown).to.include({ message: 'nothing was sent', exitCode: 11 })
    }
  })
  it('is not given by who leaves', async () => {
    expect((await ask(undefined)).thrown).to.include({ message: 'nothing was sent', exitCode: 130 })
  })
  it('cannot be had where nobody can be asked: the error names the flag', async () => {
    const thrown = await consent({ plan: plan(false), isGiven: false }).catch((error: unknown) => error)
    expect(thrown).to.include({ exitCode: 2 })
    expect((thrown as Error).message).to.contain('--yes')
  })
  it('is not needed with --yes, or where nothing can cost anything', async () => {
    await consent({ plan: plan(false), isGiven: true })
    await consent({ plan: plan(true), isGiven: false })
  })
  it('is asked of a terminal at both ends only', () => {
    const isTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true
    expect('terminal' in ownTerminal()).to.equal(isTerminal)
  })
})
