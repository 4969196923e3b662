import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { openRecording } from '../../../src/commands/replay/open-recording.ts'
import { RecordingError } from '../../../src/recording/recording-error.ts'
import { requestOf } from '../../support/gateway.ts'
import { plainLines, writeLines } from '../../support/recordings.ts'

describe('the recording that a name means', () => {
  it('is the file of that path, with the exchanges that are selected', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'claudecodex-replay-'))
    const path = join(folder, 'run.jsonl')
    await writeLines(path, plainLines([{ request: requestOf('one') }, { request: requestOf('two') }]))
    const { recording, exchanges } = await openRecording([path], { only: [[2, 2]] })
    expect(recording.exchanges).to.have.length(2)
    expect(exchanges.map(({ seq }) => seq)).to.deep.equal([2])
    await recording.close()
    await rm(folder, { recursive: true })
  })
  it('is said not to be there where it is not', async () => {
    const thrown = await openRecording(['gone.jsonl'], {}).catch((error: unknown) => error)
    expect(thrown).to.be.instanceOf(RecordingError)
    expect((thrown as Error).message).to.contain('gone.jsonl')
  })
})
