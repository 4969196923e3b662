import { expect } from 'chai'
import { CommandError } from '../../../src/commands/command-error.ts'
import type { ReplayFlags } from '../../../src/commands/replay/flags.ts'
import { replay } from '../../../src/commands/replay/replay.ts'
import { RecordingError } from '../../../src/recording/recording-error.ts'

const failure = (flags: ReplayFlags): Promise<unknown> =>
  replay(['gone.jsonl'], flags).catch((error: unknown) => error)

describe('the replay command', () => {
  it('says that there is no such recording', async () => {
    for (const flags of [{}, { dryRun: true }]) expect(await failure(flags)).to.be.instanceOf(RecordingError)
  })
  it('refuses flags that do not go together, and says which', async () => {
    const cases: readonly (readonly [ReplayFlags, string])[] = [
      [{ output: 'a', resume: 'b' }, '--output'],
      [{ dryRun: true, output: 'a' }, '--dry-run'],
      [{ dryRun: true, resume: 'a' }, '--resume'],
      [{ failOn: [{ name: 'wire-diff' }] }, '--dry-run'],
      [{ dryRun: true, failOn: [{ name: 'error' }] }, 'wire-diff'],
    ]
    for (const [flags, text] of cases) {
      const thrown = await failure(flags)
      expect(thrown, text).to.be.instanceOf(CommandError).and.include({ exitCode: 2 })
      expect((thrown as Error).message).to.contain(text)
    }
  })
})
